import ProbeRuntime

/// Where the kernel puts the vDSO in one execution after another.
enum Placement {
    private static let noRandomisation = 0x0040000
    private static let least = 64

    /// Executes this program many times and counts placements that came before.
    static func run() {
        Experiment.run("mapping/image.placement") {
            let wanted = Effort.current.placements
            guard let file = SharedFile(0) else {
                unobservable("there is no memfd_create", 0)
                return
            }
            let arguments = Program.arguments("--child-placement", file.descriptor)
            let start = Stopwatch.now()
            var runs = 0
            while runs < wanted,
                runs < least || Stopwatch.now() - start < Effort.current.placementBudget * 1_000_000
            {
                let child = Experiment.fork()
                if child == 0 {
                    _ = Program.execute(arguments)
                    exitProcess(1)
                }
                guard child > 0, Experiment.wait(child) == 0 else {
                    unobservable("the probe cannot execute itself", child)
                    return
                }
                runs += 1
            }
            report(file, runs)
        }
    }

    private static func unobservable(_ reason: StaticString, _ result: Int) {
        Experiment.unobservable("mapping/image.placement", reason, result)
    }

    private static func report(_ file: SharedFile, _ runs: Int) {
        let places = Pages.mapShared(file.descriptor, runs * 8).assumingMemoryBound(to: UInt64.self)
        var repeats: UInt64 = 0
        for index in 0..<runs {
            for other in 0..<index where places[other] == places[index] { repeats += 1 }
        }
        Output.begin("placement")
        Output.field("runs", runs)
        Output.field("repeats", unsigned: repeats)
        Output.field("first", unsigned: places[0])
        let query = -1
        let personality = systemCall(NR_personality, query)
        Output.field("forbiddenByPersonality", personality > 0 && personality & noRandomisation != 0)
        if let level = Facts.number(in: "/proc/sys/kernel/randomize_va_space") { Output.field("level", level) }
        Output.end()
    }

    /// `--child-placement`: adds the address of this execution's image.
    static func answer(_ file: Int, _ vector: UnsafePointer<UInt>) -> Never {
        var entry = vector
        var place: UInt64 = 0
        while entry[0] != 0 {
            if entry[0] == AuxiliaryType.sysinfoHeader { place = UInt64(entry[1]) }
            entry += 2
        }
        let written = withUnsafeMutablePointer(to: &place) { systemCall(NR_write, file, address($0), 8) }
        exitProcess(written == 8 ? 0 : 1)
    }
}
