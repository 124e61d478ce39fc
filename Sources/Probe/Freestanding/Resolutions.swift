import ProbeRuntime

/// `clock_getres` of every identifier, with and without a structure, through the vDSO and the system call.
enum Resolutions {
    static func run() {
        guard let entry = Functions.tested.clockGetres else { return }
        let first = Clock.compared.lowerBound
        Experiment.runItems(
            Clock.compared.count,
            name: { Experiment.part("errors/clock_getres", Clock(first + Int32($0))) },
            { compare(entry, Clock(first + Int32($0))) })
    }

    private static func compare(_ entry: UInt64, _ clock: Clock) {
        var vdso = Timespec(seconds: Timespec.sentinel, nanoseconds: Timespec.sentinel)
        var system = vdso
        let id = Int64(clock.id)
        let vdsoResult = withUnsafeMutablePointer(to: &vdso) { callInt(entry, id, Int64(address($0))) }
        let systemResult = withUnsafeMutablePointer(to: &system) {
            systemCall(NR_clock_getres, Int(clock.id), address($0))
        }
        Output.begin("resolution")
        Output.field("clock", id)
        Output.field("vdsoResult", vdsoResult)
        Output.field("systemResult", systemResult)
        Output.field("vdso", vdso)
        Output.field("system", system)
        Output.field("vdsoNullResult", callInt(entry, id))
        Output.field("systemNullResult", systemCall(NR_clock_getres, Int(clock.id), 0))
        Output.end()
    }
}
