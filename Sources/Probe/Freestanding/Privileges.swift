import ProbeRuntime

/// Gives up every capability, for good, and says what is left: nothing that the probe does needs one.
enum Privileges {
    private static let version3: UInt32 = 0x2008_0522
    private static let dropFromBoundingSet = 24
    private static let ambient = 47
    private static let clearAmbient = 4
    private static let noNewPrivileges = 38
    private static let isInBoundingSet = 23
    private static let isAmbient = 1
    private static let hasNoNewPrivileges = 39

    /// Empties the bounding, ambient, inheritable, permitted and effective sets, and forbids new privileges.
    static func drop() {
        // Past the last capability the kernel answers EINVAL; 64 is what the sets can hold.
        for capability in 0..<64 { _ = systemCall(NR_prctl, dropFromBoundingSet, capability) }
        _ = systemCall(NR_prctl, ambient, clearAmbient)
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 8) { words in
            for index in 0..<8 { words[index] = 0 }
            words[0] = version3
            guard let base = words.baseAddress else { return }
            // Header of two words, then three sets of two words.
            _ = systemCall(NR_capset, address(base), address(base + 2))
        }
        _ = systemCall(NR_prctl, noNewPrivileges, 1)
    }

    /// Reports the capability sets of this process and whether it can gain any. The kernel is asked itself, since there may
    /// be no `/proc`.
    static func report() {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 8) { words in
            for index in 0..<8 { words[index] = 0 }
            words[0] = version3
            guard let base = words.baseAddress else { return }
            guard systemCall(NR_capget, address(base), address(base + 2)) == 0 else { return }
            // Two words of header, then effective, permitted and inheritable for the capabilities below 32, and the same
            // for the others.
            report("capabilities.effective", UInt64(words[5]) << 32 | UInt64(words[2]))
            report("capabilities.permitted", UInt64(words[6]) << 32 | UInt64(words[3]))
            report("capabilities.inheritable", UInt64(words[7]) << 32 | UInt64(words[4]))
        }
        var bounding: UInt64 = 0
        var inherited: UInt64 = 0
        for capability in 0..<64 {
            if systemCall(NR_prctl, isInBoundingSet, capability) == 1 { bounding |= 1 << UInt64(capability) }
            if systemCall(NR_prctl, ambient, isAmbient, capability) == 1 { inherited |= 1 << UInt64(capability) }
        }
        report("capabilities.bounding", bounding)
        report("capabilities.ambient", inherited)
        let flag: StaticString = systemCall(NR_prctl, hasNoNewPrivileges) == 1 ? "1" : "0"
        Facts.environment("no-new-privileges", flag.utf8Start)
    }

    /// A set as `/proc/PID/status` shows it: 16 digits.
    private static func report(_ name: StaticString, _ mask: UInt64) {
        Output.begin("environment")
        Output.field("name", text: name)
        withUnsafeBytes(of: mask.bigEndian) { bytes in
            guard let base = bytes.baseAddress else { return }
            Output.field("value", hex: base.assumingMemoryBound(to: UInt8.self), count: 8)
        }
        Output.end()
    }
}
