import Foundation
import Testing

@testable import Observations
@testable import Targets

/// Virtual machines, with shell scripts in place of qemu.
@Suite("Virtual machines") struct GuestTests {
    private func run(
        _ scratch: Scratch, _ body: String, options: GuestOptions = GuestOptions(), architecture: String = "none"
    ) async throws -> GuestRun {
        let machine = try #require(GuestMachine.named("riscv64"))
        let guest = Guest(machine: machine, kernel: "/nonexistent/vmlinuz", options: options)
        var target = try await scratch.target("")
        target.name = .qemuSystem(machine: "riscv64")
        target.guest = guest
        var run = GuestRun(
            target: target, guest: guest,
            emulator: Emulator(path: try await scratch.script("qemu", body), version: "10.0.2"),
            architecture: architecture, arguments: ["--quick"], deadline: .seconds(60))
        run.kvm = "\(scratch.path)/kvm"
        return run
    }

    private func observe(_ body: String, change: (inout GuestRun) -> Void = { _ in }) async throws -> Observed {
        let scratch = try Scratch()
        var run = try await run(scratch, body)
        change(&run)
        return try await run.observe()
    }

    private static let whole = "\(Line.start)\n\(Line.end(after: 1))"
    private static let forever = "sleep 1000 & wait"

    @Test func reportOnStandardOutputWithTheConsoleBesideIt() async throws {
        let observed = try await observe("printf 'Linux version 6\\r\\n' >&2\n\(Self.whole)")
        #expect(observed.problem == nil)
        #expect(observed.observations.end?.lines == 1)
        #expect(observed.standardError == "Linux version 6")
        #expect(observed.acceleration == Acceleration(isEmulated: true))
        #expect(observed.secondsToReport != nil)
    }

    @Test func thatPanicSaySo() async throws {
        let observed = try await observe(
            "echo '[ 1.0] Kernel panic - not syncing: VFS: Unable to mount root fs' >&2\nexit 0")
        #expect(observed.problem == "the kernel panicked after 0 lines: VFS: Unable to mount root fs")
        #expect(observed.standardError.contains("Unable to mount root fs"))
    }

    @Test func thatPanicInTheMiddleKeepWhatCame() async throws {
        let observed = try await observe("\(Line.start)\necho 'Kernel panic - not syncing: oops' >&2")
        #expect(observed.problem?.hasPrefix("the kernel panicked after 1 line: oops") == true)
        #expect(observed.observations.all.count == 1)
    }

    @Test func thatEndWithoutAWordAreNoSuccess() async throws {
        let observed = try await observe("exit 0")
        #expect(
            observed.problem
                == "the machine ended before the probe reported anything; the console is empty: is it a kernel for this machine?"
        )
    }

    @Test func thatEndWithoutAnEndMarkAreNoSuccess() async throws {
        let observed = try await observe("\(Line.start)\n\(Line.environment("a", "b"))\nexit 0")
        #expect(observed.problem == "the report was cut off after 2 lines: it has no end")
    }

    @Test func thatSendGarbageAreNoSuccess() async throws {
        let observed = try await observe("head -c 4096 /dev/urandom; echo")
        #expect(observed.problem?.hasPrefix("the report cannot be read at line 1") == true)
    }

    @Test func thatHangInTheirBootAreKilled() async throws {
        let scratch = try Scratch()
        var run = try await run(
            scratch, "echo $$ > \(scratch.path)/pid; echo booting >&2; \(Self.forever)")
        // A busy machine may take seconds to start the script.
        run.bootTime = .seconds(10)
        let observed = try await run.observe()
        #expect(observed.problem == "the machine was killed: the probe reported nothing within 10 s")
        #expect(observed.standardError == "booting")
        #expect(try await hasEnded(pidIn: "\(scratch.path)/pid"))
    }

    @Test func thatHangBehindTheirFirstLineAreKilled() async throws {
        // A busy machine may take seconds for the first line.
        let observed = try await observe("\(Line.start)\n\(Self.forever)") {
            $0.bootTime = .seconds(19)
            $0.deadline = .seconds(1)
        }
        #expect(observed.problem == "the machine was killed: the probe did not end within 20 s, after 1 line")
        #expect(observed.observations.all.count == 1)
    }

    @Test func thatDoNotSwitchOffAreKilledAndTheirReportCounts() async throws {
        let observed = try await observe("\(Self.whole)\n\(Self.forever)") { $0.grace = .milliseconds(100) }
        #expect(observed.problem == nil)
        #expect(observed.observations.end?.lines == 1)
    }

    @Test func emulatorsThatFailAreNamed() async throws {
        let observed = try await observe("echo 'qemu: could not load kernel' >&2; exit 1")
        #expect(observed.problem == "the emulator ended with exit status 1 after 0 lines")
        #expect(observed.standardError == "qemu: could not load kernel")
    }

    @Test func areEndedWithTheTask() async throws {
        let scratch = try Scratch()
        let run = try await run(scratch, "echo $$ > \(scratch.path)/pid; \(Line.start)\n\(Self.forever)")
        let task = Task { try await run.observe() }
        while !FileManager.default.fileExists(atPath: "\(scratch.path)/pid") {
            try await Task.sleep(for: .milliseconds(10))
        }
        task.cancel()
        let observed = try await task.value
        #expect(observed.problem?.hasPrefix("the run was interrupted") == true)
        #expect(try await hasEnded(pidIn: "\(scratch.path)/pid"))
    }

    @Test(arguments: ["echo 'KVM internal error. Suberror: 1' >&2; sleep 1000", "exit 1", "sleep 1000"])
    func areEmulatedWhereKVMFails(underKVM body: String) async throws {
        let scratch = try Scratch()
        var run = try await run(
            scratch, "case \"$*\" in *'-accel kvm'*) \(body) ;; esac\n\(Self.whole)", architecture: "riscv64")
        try Data().write(to: URL(fileURLWithPath: run.kvm))
        run.kvmBootTime = .seconds(5)
        let observed = try await run.observe()
        #expect(observed.problem == nil)
        #expect(observed.acceleration?.isEmulated == true)
        #expect(observed.acceleration?.remark?.hasPrefix("KVM ") == true)
    }

    @Test func panicsUnderKVMAreVerdictsOnTheKernel() async throws {
        let scratch = try Scratch()
        let run = try await run(
            scratch, "echo 'Kernel panic - not syncing: x' >&2", architecture: "riscv64")
        try Data().write(to: URL(fileURLWithPath: run.kvm))
        let observed = try await run.observe()
        #expect(observed.problem == "the kernel panicked after 0 lines: x")
        #expect(observed.acceleration == Acceleration(isEmulated: false))
    }

    @Test func bootAnInitramfsThatIsGoneAfterwards() async throws {
        let scratch = try Scratch()
        let run = try await run(
            scratch,
            """
            while [ "$1" != -initrd ]; do shift; done
            head -c 6 "$2" > \(scratch.path)/magic; echo "$2" > \(scratch.path)/name
            \(Self.whole)
            """)
        #expect(try await run.observe().problem == nil)
        #expect(try String(contentsOfFile: "\(scratch.path)/magic", encoding: .utf8) == "070701")
        let name = try String(contentsOfFile: "\(scratch.path)/name", encoding: .utf8)
        #expect(name.hasPrefix("/proc/"))
    }

    @Test func thatCountInstructionsLeaveNothingToChance() async throws {
        var options = GuestOptions()
        options.isDeterministic = true
        options.commandLine = "vdso=0"
        let words = try await run(try Scratch(), "", options: options).options(initramfs: "/i", withKVM: false)
        #expect(words.contains("shift=0,sleep=off"))
        #expect(words.contains("base=2026-01-01T00:00:00,clock=vm"))
        let line = try #require(words.last)
        #expect(line.contains(" nokaslr norandmaps vdso=0 -- --guest "))
        #expect(line.hasSuffix("--acceleration icount --quick"))
    }
}

/// What a guest is told, without booting it.
@Suite("Disturbed machines") struct DisturbedMachineTests {
    private func line(_ disturbs: Bool) throws -> String {
        let machine = try #require(GuestMachine.named("riscv64"))
        var options = GuestOptions()
        options.disturbs = disturbs
        let guest = Guest(machine: machine, kernel: "/nonexistent/vmlinuz", options: options)
        let target = Target(name: .qemuSystem(machine: "riscv64"), label: "", architecture: "riscv64")
        let run = GuestRun(
            target: target, guest: guest, emulator: Emulator(path: "/nonexistent/qemu", version: "10.0.2"),
            arguments: ["--quick"], deadline: .seconds(60))
        return try #require(run.options(initramfs: "/i", withKVM: false).last)
    }

    @Test func haveTheWordOnTheirKernelsCommandLineAndTheProbesOption() throws {
        let words = try line(true).split(separator: " ")
        let dashes = try #require(words.firstIndex(of: "--"))
        #expect(words[..<dashes].contains("vdso-conformance.disturb"))
        #expect(words[dashes...].contains("--disturb"))
    }

    @Test(arguments: ["x86_64", "i386", "x86_64/i386"])
    func ofEmulatedPersonalComputersTrustTheirTimers(name: String) throws {
        let machine = try #require(GuestMachine.named(name))
        let run = GuestRun(
            target: Target(name: .qemuSystem(machine: name), label: "", architecture: "x86_64"),
            guest: Guest(machine: machine, kernel: "/nonexistent/vmlinuz", options: GuestOptions()),
            emulator: Emulator(path: "/nonexistent/qemu", version: "10.0.2"), arguments: [], deadline: .seconds(60))
        let words = " no_timer_check tsc=nowatchdog "
        #expect(try #require(run.options(initramfs: "/i", withKVM: false).last).contains(words))
        #expect(try !#require(run.options(initramfs: "/i", withKVM: true).last).contains(words))
    }

    @Test func areNotDisturbedUnlessThatIsAskedFor() throws { #expect(try !line(false).contains("disturb")) }
}

@Suite("Initramfs") struct InitramfsTests {
    @Test func isTheSameEachTime() throws {
        let first = try Initramfs(probe: [1, 2, 3]).archive()
        let second = try Initramfs(probe: [1, 2, 3]).archive()
        #expect(first == second)
        #expect(first.starts(with: "070701".utf8))
        let text = String(decoding: first, as: UTF8.self)
        for name in ["init", "dev/console", "proc", "sys", "TRAILER!!!"] { #expect(text.contains(name)) }
    }
}
