/// The functions that take a clock. The second of each pair is there where words have 32 bits: with 64-bit time.
enum ClockFunctions {
    /// Those that read it.
    static let gettime = ["clock_gettime", "clock_gettime64"]
    /// Those that tell its resolution.
    static let getres = ["clock_getres", "clock_getres_time64"]
    static let all = gettime + getres
}
