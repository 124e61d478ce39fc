import DefectNumbers

/// What is right until somebody sets a clock: seen in virtual machines only.
extension Corpus {
    /// Defects that show while clocks are changed, and never in quiet.
    public static let disturbance: [Defect] = [
        Defect(
            "mixes-updates", DEFECT_MIXES_UPDATES, "REALTIME mixes the data before and behind an update", .disturbance,
            "disturbance/set-*.ordered"),
        Defect(
            "monotonic-past-2038", DEFECT_MONOTONIC_PAST_2038, "MONOTONIC jumps when REALTIME passes 2038 (E04)",
            .disturbance, "disturbance/set-past-2038.*"),
        Defect(
            "seconds-of-32-bits", DEFECT_SECONDS_OF_32_BITS, "REALTIME has 32 bits of seconds", .disturbance,
            "disturbance/set-past-*.moved"),
        Defect(
            "zone-kept", DEFECT_ZONE_KEPT, "gettimeofday has the first time zone for ever", .disturbance,
            "disturbance/time-zone.time-zone"),
        Defect(
            "tai-is-realtime", DEFECT_TAI_IS_REALTIME, "TAI does not know its offset", .disturbance,
            "disturbance/tai-offset.*"),
        Defect(
            "namespace-sign", DEFECT_NAMESPACE_SIGN, "a namespace that is behind is taken for one that is ahead",
            .disturbance, "disturbance/namespace-behind-ahead.offset"),
    ]
}
