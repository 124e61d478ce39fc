import ProbeRuntime

/// Moves the vDSO with its data, as tools do that restore a process from a file.
enum Relocation {
    enum Outcome {
        case moved(UInt64)
        /// A negative errno; nothing was moved, or a part of it.
        case refused(Int)
        /// Nobody was asked: where the mappings lie cannot be read at this moment, for instance for want of a descriptor.
        case unknown
    }
    private static let mayMove = 1
    private static let fixed = 2
    private static let userSignal: Int = 10

    /// Moves all mappings of the vDSO at once, their distances kept.
    ///
    /// - Returns: how far, or why not.
    static func moveImage() -> Outcome {
        var lowest = UInt64.max
        var highest: UInt64 = 0
        Facts.forEachMapping { mapping in
            guard mapping.isOfImage else { return }
            lowest = min(lowest, mapping.start)
            highest = max(highest, mapping.end)
        }
        guard lowest < highest else { return .unknown }
        // A place of the same size, kept free until the mappings come.
        let place = UInt64(UInt(bitPattern: Pages.allocate(Int(highest - lowest))))
        let distance = place &- lowest
        var result = 0
        Facts.forEachMapping { mapping in
            guard mapping.isOfImage, result >= 0 || result < -4095 else { return }
            let size = Int(mapping.end - mapping.start)
            result = systemCall(
                NR_mremap, word(mapping.start), size, size, mayMove | fixed, word(mapping.start &+ distance))
        }
        if result < 0, result >= -4095 { return .refused(result) }
        return .moved(distance)
    }

    /// Says what `mremap(2)` answered: 0, or a negative errno.
    static func report(_ result: Int) {
        Output.begin("relocation")
        Output.field("result", result)
        Output.end()
    }

    /// Handles a signal and comes back, through the moved trampoline where the kernel takes the vDSO's.
    static func returnFromSignal() {
        Signals.handle(userSignal, with: probe_address_of_on_fault(), .always, returning: .throughImage)
        Battery.signalReturn.pointee = 1
        _ = systemCall(NR_kill, systemCall(NR_getpid), userSignal)
        Battery.signalReturn.pointee = 2
    }

    /// Says how a handler's way back ended, where one was tried.
    ///
    /// - Returns: whether the process was lost there.
    static func reportSignalReturn(_ stage: Int, _ status: Int) -> Bool {
        guard stage > 0 else { return false }
        Output.begin("signal-return")
        Output.field("returned", stage > 1)
        if stage == 1, status & 0x7f != 0 { Output.field("signal", status & 0x7f) }
        Output.end()
        return stage == 1
    }
}
