/// The clocks that are interpolated from the counter.
enum FineClocks {
    static let count = 5

    static func clock(_ index: Int) -> Clock {
        switch index {
        case 0: Clock(0)
        case 1: Clock(1)
        case 2: Clock(4)
        case 3: Clock(7)
        default: Clock(11)
        }
    }
}
