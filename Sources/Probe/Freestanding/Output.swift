import ProbeRuntime

/// The report: lines of JSON, written by children into shared memory and handed on by the parent.
///
/// A line counts once it is committed, so a child that dies in the middle of one loses that line only.
enum Output {
    private static let capacity = 1 << 21
    static let bytes = capacity + 4096
    /// Shared words in front of the text.
    private struct Header {
        var committed: Int
        var lines: Int
        var round: Int
    }
    nonisolated(unsafe) private static var header: UnsafeMutablePointer<Header>! = nil
    nonisolated(unsafe) private static var text: UnsafeMutablePointer<UInt8>! = nil
    nonisolated(unsafe) private static var position = 0
    nonisolated(unsafe) private static var isFirstField = true
    /// Whether this process observes from within a time namespace of the probe's own; its lines say so.
    nonisolated(unsafe) static var isInsideNamespace = false

    /// Sets up the memory that children write to.
    ///
    /// - Parameter file: memory of `bytes` behind a descriptor, which other executions of this program share; nil for
    ///   memory that only forked children share.
    static func start(_ file: Int?) {
        let memory = file.map { Pages.mapShared($0, bytes) } ?? Pages.allocateShared(bytes)
        header = memory.assumingMemoryBound(to: Header.self)
        text = (memory + 4096).assumingMemoryBound(to: UInt8.self)
    }

    /// The round of a benchmark, for executions of this program that share the memory.
    static var round: Int {
        get { header.pointee.round }
        set { header.pointee.round = newValue }
    }

    /// Lines committed so far, in all processes.
    static var lines: Int { header.pointee.lines }

    /// Begins a line of a kind.
    @inline(never)
    static func begin(_ kind: StaticString) {
        position = header.pointee.committed
        isFirstField = true
        byte(UInt8(ascii: "{"))
        field("kind", text: kind)
        if isInsideNamespace { field("namespace", true) }
    }

    /// Ends the line and makes it count.
    @inline(never)
    static func end() {
        byte(UInt8(ascii: "}"))
        byte(UInt8(ascii: "\n"))
        probe_barrier()
        header.pointee.committed = position
        header.pointee.lines += 1
    }

    /// Whether lines wait for the end: a machine that counts instructions must not meet its host in between, which takes
    /// what is written whenever it comes to it.
    nonisolated(unsafe) static var isHeld = false

    /// Writes all committed lines to standard output. A reader that went away ends the probe.
    static func flush() {
        guard !isHeld else { return }
        var written = 0
        while written < header.pointee.committed {
            let count = systemCall(NR_write, 1, address(text + written), header.pointee.committed - written)
            if count == Errno.interrupted { continue }
            if count <= 0 { exitProcess(74) }
            written += count
        }
        header.pointee.committed = 0
        position = 0
    }

    /// Forgets the lines that `body` makes: somebody else has reported them.
    static func withoutReport(_ body: () -> Void) {
        let kept = header.pointee
        body()
        header.pointee = kept
    }

    // MARK: Fields

    @inline(never)
    static func field(_ name: StaticString, _ value: Int64) {
        key(name)
        signed(value)
    }
    @inline(never)
    static func field(_ name: StaticString, _ value: Int) { field(name, Int64(value)) }
    @inline(never)
    static func field(_ name: StaticString, unsigned value: UInt64) {
        key(name)
        digits(value)
    }
    /// Nothing for nil.
    @inline(never)
    static func field(_ name: StaticString, optional value: UInt64?) {
        if let value { field(name, unsigned: value) }
    }
    @inline(never)
    static func field(_ name: StaticString, _ value: Bool) {
        key(name)
        raw(value ? "true" : "false")
    }
    @inline(never)
    static func field(_ name: StaticString, text value: StaticString) {
        key(name)
        byte(UInt8(ascii: "\""))
        escaped(value.utf8Start, value.utf8CodeUnitCount)
        byte(UInt8(ascii: "\""))
    }
    @inline(never)
    static func field(_ name: StaticString, bytes: UnsafePointer<UInt8>, count: Int) {
        key(name)
        byte(UInt8(ascii: "\""))
        escaped(bytes, count)
        byte(UInt8(ascii: "\""))
    }
    @inline(never)
    static func field(_ name: StaticString, hex bytes: UnsafePointer<UInt8>, count: Int) {
        key(name)
        byte(UInt8(ascii: "\""))
        for index in 0..<count {
            nibble(bytes[index] >> 4)
            nibble(bytes[index] & 15)
        }
        byte(UInt8(ascii: "\""))
    }
    @inline(never)
    static func field(_ name: StaticString, _ reading: Timespec) {
        key(name)
        object(reading)
    }
    /// Fields with the names of a list, between which stand spaces: one counter each.
    @inline(never)
    static func fields(_ names: StaticString, _ counters: UnsafeRawPointer) {
        var first = 0
        var value = counters.assumingMemoryBound(to: UInt64.self)
        for end in 0...names.utf8CodeUnitCount
        where end == names.utf8CodeUnitCount || names.utf8Start[end] == UInt8(ascii: " ") {
            separator()
            byte(UInt8(ascii: "\""))
            escaped(names.utf8Start + first, end - first)
            byte(UInt8(ascii: "\""))
            byte(UInt8(ascii: ":"))
            digits(value.pointee)
            value += 1
            first = end + 1
        }
    }
    /// A list made by `body`, which calls `element` for each member.
    @inline(never)
    static func field(_ name: StaticString, list body: () -> Void) {
        key(name)
        byte(UInt8(ascii: "["))
        isFirstField = true
        body()
        isFirstField = false
        byte(UInt8(ascii: "]"))
    }
    /// A list within a list.
    @inline(never)
    static func list(_ body: () -> Void) {
        separator()
        byte(UInt8(ascii: "["))
        isFirstField = true
        body()
        isFirstField = false
        byte(UInt8(ascii: "]"))
    }
    @inline(never)
    static func element(_ value: Int64) {
        separator()
        signed(value)
    }
    @inline(never)
    static func element(_ reading: Timespec) {
        separator()
        object(reading)
    }
    @inline(never)
    static func element(bytes: UnsafePointer<UInt8>, count: Int) {
        separator()
        byte(UInt8(ascii: "\""))
        escaped(bytes, count)
        byte(UInt8(ascii: "\""))
    }
    /// A text put together by `body` from `part` calls.
    @inline(never)
    static func field(_ name: StaticString, parts body: () -> Void) {
        key(name)
        byte(UInt8(ascii: "\""))
        body()
        byte(UInt8(ascii: "\""))
    }
    @inline(never)
    static func part(_ text: StaticString) { escaped(text.utf8Start, text.utf8CodeUnitCount) }
    @inline(never)
    static func part(_ value: Int64) { signed(value) }
    @inline(never)
    static func part(_ bytes: UnsafePointer<UInt8>, _ count: Int) { escaped(bytes, count) }

    // MARK: Letters

    @inline(never)
    private static func object(_ reading: Timespec) {
        raw("{\"seconds\":")
        signed(reading.seconds)
        raw(",\"nanoseconds\":")
        signed(reading.nanoseconds)
        byte(UInt8(ascii: "}"))
    }
    @inline(never)
    private static func key(_ name: StaticString) {
        separator()
        byte(UInt8(ascii: "\""))
        raw(name)
        byte(UInt8(ascii: "\""))
        byte(UInt8(ascii: ":"))
    }
    private static func separator() {
        if !isFirstField { byte(UInt8(ascii: ",")) }
        isFirstField = false
    }
    @inline(never)
    private static func raw(_ value: StaticString) {
        for index in 0..<value.utf8CodeUnitCount { byte(value.utf8Start[index]) }
    }
    /// Names in an image may be anything: only printable ASCII goes out as it is.
    @inline(never)
    private static func escaped(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        for index in 0..<count {
            let letter = bytes[index]
            if letter == UInt8(ascii: "\"") || letter == UInt8(ascii: "\\") {
                byte(UInt8(ascii: "\\"))
                byte(letter)
            } else if letter < 0x20 || letter > 0x7e {
                raw("\\u00")
                nibble(letter >> 4)
                nibble(letter & 15)
            } else {
                byte(letter)
            }
        }
    }
    private static func nibble(_ value: UInt8) {
        byte(value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &+ value &- 10)
    }
    @inline(never)
    private static func signed(_ value: Int64) {
        if value < 0 { byte(UInt8(ascii: "-")) }
        digits(value.magnitude)
    }
    @inline(never)
    private static func digits(_ value: UInt64) {
        var divisor: UInt64 = 1
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            byte(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
    @inline(never)
    private static func byte(_ value: UInt8) {
        guard position < capacity else { exitProcess(72) }
        text[position] = value
        position += 1
    }
}
