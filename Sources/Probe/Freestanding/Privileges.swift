import ProbeRuntime

/// Gives up every capability, for good: nothing that the probe does needs one.
enum Privileges {
    private static let version3: UInt32 = 0x2008_0522
    private static let dropFromBoundingSet = 24
    private static let ambient = 47
    private static let clearAmbient = 4
    private static let noNewPrivileges = 38

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
}
