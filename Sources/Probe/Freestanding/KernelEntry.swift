import ProbeRuntime

/// `__kernel_vsyscall`, the way into the kernel that i386 programs take where they can: it takes what a system call takes
/// in registers, and gives back every register but the result's.
struct KernelEntry {
    private let call = Pages.allocate(4096).assumingMemoryBound(to: probe_entry.self)
    private let entry: UInt64
    private var changed: UInt64 = 0
    private var tally = (calls: UInt64(0), mismatches: UInt64(0))
    private var first: (number: Int32, result: Int, expected: Int)?
    private static let rounds = 64

    static func run() {
        guard probe_has_kernel_entry() != 0, let found = Functions.tested.kernelEntry else { return }
        Experiment.run("calling-convention/vsyscall") {
            var entry = KernelEntry(entry: found)
            for round in 0..<rounds { entry.observe(round) }
            entry.report()
        }
    }

    private init(entry: UInt64) { self.entry = entry }

    /// A system call without arguments, one that there is not, and one with two and with six arguments. Registers that are
    /// no argument hold values of their own.
    private mutating func observe(_ round: Int) {
        let noise = 0x5e17_0000 &+ round &* 0x101
        let process = enter(NR_getpid, noise, noise + 1, noise + 2, noise + 3, noise + 4, noise + 5)
        note(NR_getpid, process, systemCall(NR_getpid))
        let unknown: Int32 = 9999
        note(unknown, enter(unknown, 1, 2, 3, 4, 5, 6), systemCall(unknown))
        var resolution = Timespec()
        var expected = Timespec()
        let result = withUnsafeMutablePointer(to: &resolution) { enter(NR_clock_getres, 1, address($0), 0, 0, 0, 0) }
        let other = withUnsafeMutablePointer(to: &expected) { systemCall(NR_clock_getres, 1, address($0)) }
        note(NR_clock_getres, result, other)
        if resolution.total != expected.total { note(NR_clock_getres, 1, 0) }
        mapSecondPage()
    }

    /// The sixth argument says which page of a file is mapped.
    private mutating func mapSecondPage() {
        guard let file = SharedFile(2 * Pages.size) else { return }
        let pages = Pages.mapShared(file.descriptor, 2 * Pages.size)
        pages.storeBytes(of: 42, toByteOffset: Pages.size, as: UInt8.self)
        let readable = 1
        let shared = 1
        let result = enter(NR_mmap, 0, Pages.size, readable, shared, file.descriptor, 1)
        let isMapped = result > 0 || result < -4095
        let seen = isMapped ? UnsafePointer<UInt8>(bitPattern: result)?.pointee : nil
        note(NR_mmap, Int(seen ?? 0), 42)
        if isMapped { _ = systemCall(NR_munmap, result, Pages.size) }
        _ = systemCall(NR_munmap, address(pages), 2 * Pages.size)
        file.close()
    }

    private mutating func enter(
        _ number: Int32, _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int
    ) -> Int {
        call.pointee.function = UInt32(truncatingIfNeeded: entry)
        call.pointee.number = UInt32(bitPattern: number)
        call.pointee.before = (
            UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: b), UInt32(truncatingIfNeeded: c),
            UInt32(truncatingIfNeeded: d), UInt32(truncatingIfNeeded: e), UInt32(truncatingIfNeeded: f), 0, 0
        )
        probe_enter_kernel(call)
        changed |= UInt64(probe_entry_changed(call))
        return Int(Int32(bitPattern: call.pointee.result))
    }

    private mutating func note(_ number: Int32, _ result: Int, _ expected: Int) {
        tally.calls += 1
        guard result != expected else { return }
        tally.mismatches += 1
        if first == nil { first = (number, result, expected) }
    }

    private func report() {
        Output.begin("kernel-entry")
        Output.field("symbol", unsigned: entry &- Image.tested.base)
        Output.field("calls", unsigned: tally.calls)
        Output.field("mismatches", unsigned: tally.mismatches)
        if let first {
            Output.field("firstNumber", Int64(first.number))
            Output.field("firstResult", first.result)
            Output.field("firstExpected", first.expected)
        }
        Output.field(
            "changed",
            list: {
                for slot in 0..<8 where changed >> UInt64(slot) & 1 == 1 {
                    let name = probe_entry_name(Int64(slot))
                    if let name { Output.element(bytes: name, count: cStringLength(name)) }
                }
            })
        Output.end()
    }
}
