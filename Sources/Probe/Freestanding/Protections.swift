import ProbeRuntime

/// What `mprotect(2)` allows on the vDSO's mappings: data must never become writable, code only in a private copy.
enum Protections {
    private static let readWrite = 3
    /// A byte of the ELF header that nobody reads (`e_ident[15]`): changing it harms nothing.
    private static let paddingByte: UInt64 = 15

    static func run() {
        Experiment.run("mapping/protections") {
            let isReadable = Facts.forEachMapping { mapping in
                guard mapping.isOfImage else { return }
                if mapping.isData { data(mapping) } else { code(mapping) }
            }
            if !isReadable { Experiment.unobservable("mapping/protections", Facts.noMappings, 0) }
        }
    }

    private static func data(_ mapping: MapsLine) {
        report(mapping, systemCall(NR_mprotect, word(mapping.start), Int(mapping.end - mapping.start), readWrite))
    }

    /// A child makes the code writable and changes a byte; its parent looks whether that is its own memory.
    private static func code(_ mapping: MapsLine) {
        let shared = Pages.allocateShared(4096).assumingMemoryBound(to: Int.self)
        guard let byte = UnsafeMutablePointer<UInt8>(bitPattern: UInt(mapping.start + paddingByte)) else { return }
        let original = byte.pointee
        shared[1] = 0
        let child = Experiment.fork()
        if child == 0 {
            Deadline.arm()
            shared[0] = systemCall(NR_mprotect, word(mapping.start), Int(mapping.end - mapping.start), readWrite)
            if shared[0] == 0 {
                byte.pointee = original ^ 0xff
                probe_barrier()
                shared[1] = 1
                // The parent looks while the change stands; it is taken back in any case.
                while probe_load(shared + 2) == 0 {
                    _ = systemCall(NR_sched_yield)
                }
                byte.pointee = original
            }
            exitProcess(0)
        }
        guard child > 0 else { return }
        while probe_load(shared + 1) == 0, !hasEnded(child) {
            _ = systemCall(NR_sched_yield)
        }
        let isSeen = UInt8(truncatingIfNeeded: probe_load_byte(byte)) != original
        shared[2] = 1
        _ = Experiment.wait(child)
        report(mapping, shared[0], written: shared[1] == 1, seen: isSeen)
    }

    /// Whether a child is a zombie already; it stays one for `wait`.
    private static func hasEnded(_ child: Int) -> Bool {
        let byIdentifier = 1
        let exited = 4
        let withoutHanging = 1
        let keep = 0x0100_0000
        let information = scratch
        information[0] = 0
        information[1] = 0
        let result = systemCall(
            NR_waitid, byIdentifier, child, address(information), exited | withoutHanging | keep, 0)
        // si_signo is 0 if there is nothing to report.
        return result < 0 || information[0] & 0xffff_ffff != 0
    }

    private static var scratch: UnsafeMutablePointer<UInt64> {
        if page == nil { page = Pages.allocate(4096).assumingMemoryBound(to: UInt64.self) }
        return page
    }
    nonisolated(unsafe) private static var page: UnsafeMutablePointer<UInt64>! = nil

    private static func report(_ mapping: MapsLine, _ result: Int, written: Bool? = nil, seen: Bool? = nil) {
        Output.begin("protection")
        Output.field("name", bytes: mapping.name, count: mapping.nameLength)
        Output.field("writableResult", result)
        if let written { Output.field("written", written) }
        if let seen { Output.field("seenByParent", seen) }
        Output.end()
    }
}
