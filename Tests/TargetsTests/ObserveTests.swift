import Foundation
import Synchronization
import Testing

@testable import Observations
@testable import Targets

@Suite("Observing") struct ObserveTests {
    private func observe(
        _ body: String, deadline: Duration = .seconds(120), dropping: Bool = false, arguments: [String] = []
    ) async throws -> Observed {
        let scratch = try Scratch()
        let target = try await scratch.target(body)
        return try await Targets.observe(target, arguments: arguments, deadline: deadline, dropping: dropping)
    }

    @Test func readsAWholeReport() async throws {
        let observed = try await observe("\(Line.start)\n\(Line.environment("a", "b"))\n\(Line.end(after: 2))")
        #expect(observed.problem == nil)
        #expect(observed.observations.environment == [Environment(name: "a", value: "b")])
        #expect(observed.observations.end?.lines == 2)
        #expect(observed.standardError.isEmpty)
        #expect(observed.seconds > 0)
    }

    @Test func runsTheProbeUnderTheEmulator() async throws {
        let scratch = try Scratch()
        var target = try await scratch.target("\(Line.start)\n\(Line.end(after: 1))")
        target.emulator = Emulator(
            path: try await scratch.script("qemu", "echo emulated >&2\nexec \"$@\""), version: "8.2")
        let observed = try await Targets.observe(target, arguments: [], deadline: .seconds(120), dropping: false)
        #expect(observed.problem == nil)
        #expect(observed.standardError == "emulated\n")
    }

    @Test func givesArgumentsNoInputAndASmallEnvironment() async throws {
        let seen = try await observe(
            #"""
            exec 1>&2
            echo "$@"; wc -c; pwd
            tr '\0' '\n' < /proc/$$/environ | sort
            set -- $(cat /proc/$$/stat); [ "$5" = $$ ] && [ "$6" = $$ ] && echo leads
            """#, dropping: true, arguments: ["--fast", "a b"])
        #expect(
            seen.standardError == """
                --drop-privileges --fast a b
                0
                /
                LC_ALL=C
                PATH=/usr/sbin:/usr/bin:/sbin:/bin
                leads

                """)
    }

    @Test func countsTheLinesAsTheyCome() async throws {
        let scratch = try Scratch()
        let target = try await scratch.target("\(Line.start)\n\(Line.environment("a", "b"))\n\(Line.end(after: 2))")
        let seen = Mutex<[Int]>([])
        _ = try await Targets.observe(target) { progress in seen.withLock { $0.append(progress.lines) } }
        let counts = seen.withLock(\.self)
        #expect(counts.last == 3)
        #expect(counts == counts.sorted())
    }

    @Test func saysThatTheProbeWasEndedByASignal() async throws {
        let observed = try await observe("\(Line.start)\n\(Line.environment("a", "b"))\nkill -9 $$")
        #expect(observed.problem == "the probe was ended by signal 9 after 2 lines")
        #expect(observed.observations.all.count == 2)
    }

    @Test func saysThatTheProbeFailed() async throws {
        let observed = try await observe("\(Line.start)\necho 'qemu: no memory' >&2\nexit 3")
        #expect(observed.problem == "the probe ended with exit status 3 after 1 line")
        #expect(observed.standardError == "qemu: no memory\n")
        #expect(observed.observations.start?.architecture == "riscv64")
    }

    @Test func dropsACutOffLine() async throws {
        let observed = try await observe("\(Line.start)\nprintf '{\"kind\":\"environ'\nkill -11 $$")
        #expect(observed.problem == "the probe was ended by signal 11 after 1 line")
        #expect(observed.observations.all.count == 1)
    }

    @Test(arguments: [
        ("", "the probe reported nothing"),
        (Line.end(after: 0), "the report does not begin with the line of the probe"),
        (Line.start, "the report was cut off after 1 line: it has no end"),
        ("\(Line.start)\n\(Line.end(after: 7))", "the probe wrote 7 lines before its end, but 1 arrived"),
        ("\(Line.start)\n\(Line.end(after: 1))\n\(Line.start)", "the report goes on after its end"),
    ])
    func saysWhatIsMissingFromTheReport(body: String, problem: String) async throws {
        #expect(try await observe(body).problem == problem)
    }

    @Test func keepsWhatStandsBeforeGarbage() async throws {
        let observed = try await observe(
            "\(Line.start)\n\(Line.environment("a", "b"))\nhead -c 1000 /dev/urandom | tr -d '\\n'\necho\n\(Line.start)"
        )
        #expect(observed.problem?.hasPrefix("the report cannot be read at line 3: not an observation") == true)
        #expect(observed.observations.all.count == 2)
    }

    @Test func readsNothingOfAnotherSchema() async throws {
        let observed = try await observe(
            #"echo '{"kind":"probe","schema":99,"architecture":"riscv64","pageSize":4096}'"#)
        #expect(
            observed.problem
                == "the report cannot be read at line 1: schema 99 is not 1, which this version reads")
        #expect(observed.observations.all.isEmpty)
    }

    @Test func refusesTheProbeOfAnotherArchitecture() async throws {
        let start = Line.start.replacingOccurrences(of: "riscv64", with: "aarch64")
        let observed = try await observe("\(start)\n\(Line.end(after: 1))")
        #expect(observed.problem == "the probe was built for aarch64, not for riscv64")
    }

    @Test func endsAFlood() async throws {
        let scratch = try Scratch()
        let target = try await scratch.target("\(Line.start)\ncat /dev/zero")
        let observed = try await Targets.observe(
            target, arguments: [], deadline: .seconds(120), dropping: false, outputLimit: 1 << 20)
        #expect(observed.problem == "the probe wrote more than 1 MiB and was killed")
        #expect(observed.observations.all.count == 1)
    }

    @Test func keepsTheBeginningOfAFloodOfErrors() async throws {
        let observed = try await observe(
            "\(Line.start)\necho first >&2\nhead -c 1000000 /dev/zero >&2\n\(Line.end(after: 1))")
        #expect(observed.problem == nil)
        #expect(observed.standardError.utf8.count == 64 << 10)
        #expect(observed.standardError.hasPrefix("first\n"))
    }

    @Test func throwsWhereTheTargetCannotRun() async throws {
        let scratch = try Scratch()
        var target = try await scratch.target("")
        target.unavailable = "there is no emulator"
        await #expect(throws: TargetError(target: .native, reason: "there is no emulator")) {
            try await Targets.observe(target)
        }
        target = Target(name: .image(path: "a.so"), label: "image", architecture: "")
        await #expect(throws: TargetError(target: .image(path: "a.so"), reason: "it has no probe to run")) {
            try await Targets.observe(target)
        }
    }

    @Test func throwsWhereTheProbeCannotBeStarted() async throws {
        let target = Target(name: .native, label: "", architecture: "riscv64", probe: "/nonexistent/probe")
        if await Targets.look(at: .native).surroundings != nil {
            // An emulator makes a fork of vfork(2): why a program did not start is lost, but not that it did not.
            let observed = try await Targets.observe(target)
            #expect(observed.problem == "the probe ended with exit status 127 after 0 lines")
            return
        }
        let error = await #expect(throws: TargetError.self) { try await Targets.observe(target) }
        #expect(error?.description.hasPrefix("native: /nonexistent/probe cannot be started: ") == true)
    }
}
