/// Up to twelve numbers: a list without memory of its own.
struct Few {
    private let values: (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int)
    /// What stands for no number.
    private static let none = 0x5a5a_5a5a
    private static let most = 12

    /// Takes numbers up to the first that is left out.
    init(
        _ a: Int, _ b: Int = none, _ c: Int = none, _ d: Int = none, _ e: Int = none, _ f: Int = none,
        _ g: Int = none, _ h: Int = none, _ i: Int = none, _ j: Int = none, _ k: Int = none, _ l: Int = none
    ) {
        values = (a, b, c, d, e, f, g, h, i, j, k, l)
    }

    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        var index = 0
        while index < Self.most, self[index] != Self.none {
            body(self[index])
            index += 1
        }
    }

    private subscript(index: Int) -> Int {
        withUnsafeBytes(of: values) { $0.load(fromByteOffset: index * MemoryLayout<Int>.stride, as: Int.self) }
    }
}
