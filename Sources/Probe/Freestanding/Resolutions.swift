import ProbeRuntime

/// `clock_getres` of every identifier, with and without a structure, through the vDSO and the system call.
enum Resolutions {
    static func run() {
        let first = Clock.compared.lowerBound
        Functions.tested.forEachGetres { function in
            Experiment.runItems(
                Clock.compared.count,
                name: {
                    Output.part("errors/")
                    Experiment.part(function.name, Clock(first + Int32($0)))
                },
                { compare(function, Clock(first + Int32($0))) })
        }
    }

    private static func compare(_ function: ClockFunction, _ clock: Clock) {
        var vdso = Timespec(seconds: Timespec.sentinel, nanoseconds: Timespec.sentinel)
        var system = vdso
        let id = Int64(clock.id)
        var vdsoResult: Int64 = 0
        var systemResult: Int64 = 0
        // A resolution never changes; an answer that is wrong now and then shows in one of many.
        for _ in 0..<64 {
            vdso = Timespec(seconds: Timespec.sentinel, nanoseconds: Timespec.sentinel)
            system = vdso
            vdsoResult = withUnsafeMutablePointer(to: &vdso) { function.call(clock, $0) }
            systemResult = withUnsafeMutablePointer(to: &system) { function.system(clock, $0) }
            let isSame = vdso.seconds == system.seconds && vdso.nanoseconds == system.nanoseconds
            if vdsoResult != systemResult || !isSame { break }
        }
        Output.begin("resolution")
        function.layout.write(function.name)
        Output.field("clock", id)
        Output.field("vdsoResult", vdsoResult)
        Output.field("systemResult", systemResult)
        Output.field("vdso", vdso)
        Output.field("system", system)
        Output.field("vdsoNullResult", callInt(function.entry, id))
        Output.field("systemNullResult", systemCall(function.number, Int(clock.id), 0))
        Output.end()
    }
}
