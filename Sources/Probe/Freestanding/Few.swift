/// Up to twelve numbers: a list without memory of its own.
struct Few {
    private let values: (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int)
    private let count: Int

    /// Takes numbers up to the first that is left out.
    init(
        _ a: Int, _ b: Int? = nil, _ c: Int? = nil, _ d: Int? = nil, _ e: Int? = nil, _ f: Int? = nil, _ g: Int? = nil,
        _ h: Int? = nil, _ i: Int? = nil, _ j: Int? = nil, _ k: Int? = nil, _ l: Int? = nil
    ) {
        values = (
            a, b ?? 0, c ?? 0, d ?? 0, e ?? 0, f ?? 0, g ?? 0, h ?? 0, i ?? 0, j ?? 0, k ?? 0, l ?? 0
        )
        let isGiven = (b != nil, c != nil, d != nil, e != nil, f != nil, g != nil, h != nil, i != nil, j != nil)
        var count = 1
        if isGiven.0 { count = 2 }
        if isGiven.1 { count = 3 }
        if isGiven.2 { count = 4 }
        if isGiven.3 { count = 5 }
        if isGiven.4 { count = 6 }
        if isGiven.5 { count = 7 }
        if isGiven.6 { count = 8 }
        if isGiven.7 { count = 9 }
        if isGiven.8 { count = 10 }
        if k != nil { count = 11 }
        if l != nil { count = 12 }
        self.count = count
    }

    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        for index in 0..<count { body(self[index]) }
    }

    private subscript(index: Int) -> Int {
        withUnsafeBytes(of: values) { $0.load(fromByteOffset: index * MemoryLayout<Int>.stride, as: Int.self) }
    }
}
