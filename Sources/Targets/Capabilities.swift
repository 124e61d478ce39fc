import CCap

/// The capabilities of a process (`capabilities(7)`), through libcap.
public struct Capabilities: Sendable, Hashable, CustomStringConvertible {
    /// The effective set, by name (`cap_sys_time`), in the order of the kernel's numbers.
    public var effective: [String]
    /// The permitted set, likewise.
    public var permitted: [String]
    /// libcap's notation for all sets, for instance `=ep` or `cap_sys_time=p`; `=` for none.
    public var description: String

    /// Whether no capability can be used and none can be taken up.
    public var isEmpty: Bool { effective.isEmpty && permitted.isEmpty }

    /// Those of the calling thread; nil if the kernel does not say.
    public static var current: Capabilities? {
        guard let state = cap_get_proc() else { return nil }
        defer { cap_free(UnsafeMutableRawPointer(state)) }
        return Capabilities(
            effective: names { isSet($0, CAP_EFFECTIVE, in: state) },
            permitted: names { isSet($0, CAP_PERMITTED, in: state) },
            description: text(of: state))
    }

    /// The names of the capabilities in a mask as `/proc/PID/status` shows it.
    ///
    /// - Parameter mask: one bit for each capability, the least significant for number 0.
    /// - Returns: the names; a number for a capability that libcap does not know.
    public static func names(mask: UInt64) -> [String] {
        (0..<64).filter { mask >> $0 & 1 == 1 }.map { name(Int32($0)) }
    }

    private static func names(where isMember: (cap_value_t) -> Bool) -> [String] {
        (0..<cap_max_bits()).filter(isMember).map(name)
    }

    private static func isSet(_ capability: cap_value_t, _ set: cap_flag_t, in state: cap_t) -> Bool {
        var value = CAP_CLEAR
        return cap_get_flag(state, capability, set, &value) == 0 && value == CAP_SET
    }

    private static func name(_ capability: cap_value_t) -> String {
        // libcap answers with the number for a capability that is newer than itself.
        guard let name = cap_to_name(capability) else { return "\(capability)" }
        defer { cap_free(name) }
        return String(cString: name)
    }

    private static func text(of state: cap_t) -> String {
        guard let text = cap_to_text(state, nil) else { return "?" }
        defer { cap_free(text) }
        return String(cString: text)
    }
}
