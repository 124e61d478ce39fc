import Foundation
import Glibc

/// One target's probe as process 1 of a virtual machine, and behind it those of others that share its boot.
struct GuestRun: Sendable {
    var target: Target
    /// Targets that differ from it in their programs only, whose probes become process 1 when the one before has ended.
    var companions: [Target] = []
    var guest: Guest
    var emulator: Emulator
    /// The machine on which the emulator runs.
    var architecture = Machine.uname(\.machine)
    /// The probe's arguments.
    var arguments: [String]
    /// The longest time for each probe, from its first line on.
    var deadline: Duration
    /// Widens the time until the first line.
    var patience: Double = 1
    /// Images that are tested one by one in one boot; empty for the kernel's own.
    var images: [GuestImage] = []
    var outputLimit = Targets.reportLimit
    var onLines: @Sendable (ProbeProgress) -> Void = { _ in }

    /// The longest time until the probe's first line. A boot takes seconds; some slow machines take a minute.
    var bootTime = Duration.seconds(240)
    /// The same where the host's processor runs the machine: longer than any kernel needs, and short enough to then
    /// emulate the machine instead. There are hosts whose `/dev/kvm` opens and never runs anything.
    var kvmBootTime = Duration.seconds(20)
    /// Where KVM is.
    var kvm = "/dev/kvm"

    /// The word without which the probe changes no clock: no kernel has it but those that are booted here.
    private static let consent = "vdso-conformance.disturb"

    /// What qemu writes when KVM gives up; the machine then stands still.
    private static let curse = "KVM internal error"
    /// How long a machine may take to end behind its report.
    var grace = Duration.seconds(10)

    /// Boots the machine and reads the report as far as it comes. Nothing is left behind: the machine has no disk, the
    /// initramfs has no name, and the emulator is killed with its process group.
    ///
    /// - Throws: `TargetError` if the emulator cannot be started.
    func observe() async throws -> Observed {
        let (ended, child, acceleration) = try await run()
        return observed(target, ended, child, acceleration)
    }

    /// The same with an observation of this target and of each companion. Those that did not get their turn, since the
    /// machine died before, get a boot of their own.
    func observeTogether() async throws -> [Observed] {
        guard !companions.isEmpty else { return [try await observe()] }
        let times = SectionTimes()
        let (ended, child, acceleration) = try await run(times)
        let sections = ReportSections(ended, count: companions.count + 1)
        var all: [Observed] = []
        for (index, one) in ([target] + companions).enumerated() {
            // A kernel that did not even run the first program would not run the next.
            if sections.isBegun[0], !sections.isBegun[index], ended.ending != .cut(.cancelled) {
                all.append(try await alone(one).observe())
                continue
            }
            var observed = observed(one, sections.all[index], child, acceleration)
            // What it took by itself, behind the boot that it shares.
            if let own = times.seconds(of: index), let boot = observed.secondsToReport { observed.seconds = boot + own }
            all.append(observed)
        }
        return all
    }

    private func alone(_ companion: Target) -> GuestRun {
        var run = self
        run.target = companion
        run.guest = companion.guest ?? guest
        run.companions = []
        return run
    }

    /// The same with an observation of each image, in their order.
    func observeImages() async throws -> [Observed] {
        let (ended, child, acceleration) = try await run()
        return ReportSections(ended, count: images.count).all.map { observed(target, $0, child, acceleration) }
    }

    private func run(_ times: SectionTimes? = nil) async throws -> (ChildProcess.Ended, ChildProcess, Acceleration) {
        let probe = try probe(of: target)
        let programs = try companions.enumerated().map { index, companion in
            (path: "programs/\(index + 1)", bytes: try self.probe(of: companion))
        }
        let bytes: [UInt8]
        do {
            bytes = try Initramfs(probe: probe, files: try imageFiles + chosenFile(), programs: programs).archive()
        } catch {
            throw failure("\(error)")
        }
        guard let initramfs = NamelessFile(bytes) else { throw failure("there is no room for the initramfs") }
        var remark: String?
        if mayUseKVM {
            let (ended, child) = try await boot(initramfs.path, withKVM: true, times)
            guard let words = refusal(of: ended, in: child) else {
                return (ended, child, Acceleration(isEmulated: false))
            }
            remark = words
        }
        let (ended, child) = try await boot(initramfs.path, withKVM: false, times)
        return (ended, child, Acceleration(isEmulated: true, remark: remark))
    }

    private func probe(of target: Target) throws -> [UInt8] {
        guard let probe = target.probe.flatMap({ FileManager.default.contents(atPath: $0) }) else {
            throw TargetError(target: target.name, reason: "it has no probe to run")
        }
        return Array(probe)
    }

    /// As the probe's option `--images` expects them.
    private var imageFiles: [(path: String, bytes: [UInt8])] {
        images.enumerated().flatMap { index, image in
            let areas = image.areas.map { $0.map { "\($0)\n" }.joined() }
            return [("images/\(index)", image.bytes)]
                + (areas.map { [("images/\(index).areas", Array($0.utf8))] } ?? [])
        }
    }

    /// The image that is tested in place of the kernel's, in the machine; nothing for the kernel's own.
    private static let chosenPath = "image"
    private func chosenFile() throws -> [(path: String, bytes: [UInt8])] {
        guard let option = arguments.firstIndex(of: "--image"), option + 1 < arguments.count else { return [] }
        return [(Self.chosenPath, Array(try Data(contentsOf: URL(fileURLWithPath: arguments[option + 1]))))]
    }

    /// The probe's arguments, with the image's path in the machine.
    private var guestArguments: [String] {
        var words = arguments
        if let option = words.firstIndex(of: "--image"), option + 1 < words.count {
            words[option + 1] = "/\(Self.chosenPath)"
        }
        return words
    }

    // MARK: Acceleration

    private var mayUseKVM: Bool {
        switch guest.options.accelerator {
        case .kvm: true
        case .tcg: false
        case .automatic:
            !guest.options.isDeterministic && guest.machine.kernelArchitecture == architecture
                && access(kvm, R_OK | W_OK) == 0
        }
    }

    /// Why the machine must be emulated after all; nil if KVM ran it, or if nothing else is allowed.
    private func refusal(of ended: ChildProcess.Ended, in child: ChildProcess) -> String? {
        guard guest.options.accelerator == .automatic, ended.output.isEmpty else { return nil }
        return switch ended.ending {
        case .cut(.cursed): "KVM fails here: internal error"
        case .cut(.silence): "KVM does not work here: nothing booted within \(child.silence?.words ?? "its time")"
        case .exited(let status) where status != 0: "KVM fails here: qemu ends with exit status \(status)"
        case .signalled(let signal): "KVM fails here: qemu is ended by signal \(signal)"
        default: nil
        }
    }

    // MARK: The machine

    private func boot(
        _ initramfs: String, withKVM: Bool, _ times: SectionTimes?
    ) async throws -> (ChildProcess.Ended, ChildProcess) {
        let counter = LineCounter(report: onLines)
        let silence = (withKVM ? kvmBootTime : bootTime) * patience
        // The machine itself ends a probe that takes too long, so that the next one has its time.
        let deadline = companions.isEmpty ? deadline : (deadline + grace) * (companions.count + 1)
        // `timeout` outlives this process, should it be killed: then it ends the machine. Bounds are put off by time that
        // this process did not live through, as behind SIGSTOP, and `timeout` knows nothing of that.
        let limit = Int((silence + deadline) / .seconds(1)) + 900
        let command =
            ["/usr/bin/timeout", "-s", "KILL", "\(limit)", emulator.path]
            + options(initramfs: initramfs, withKVM: withKVM)
        var child = ChildProcess(
            executable: command[0], arguments: Array(command.dropFirst()), deadline: silence + deadline,
            outputLimit: outputLimit,
            onOutput: {
                times?.add($0)
                counter.add($0)
            })
        child.keepsEndOfErrors = true
        child.silence = silence
        child.farewell = (hasSections ? ReportSections.farewell : #"{"kind":"end""#, grace)
        child.curse = withKVM ? Self.curse : nil
        do {
            return (try await child.run(), child)
        } catch {
            throw failure("\(emulator.path) cannot be started: \(error)")
        }
    }

    /// The report goes to standard output by the way that the kernel has a driver for, the console to standard error.
    func options(initramfs: String, withKVM: Bool) -> [String] {
        let machine = guest.machine
        let extras = guest.options.isDeterministic ? machine.deterministic : (machine: "", processor: "")
        var options = ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-m", "512"]
        options += ["-smp", "\(processors)", "-accel", withKVM ? "kvm" : "tcg"]
        options += ["-M", machine.machine + (withKVM ? machine.kvmMachine : extras.machine)]
        options += ["-cpu", withKVM ? "max" : machine.processor + extras.processor]
        if guest.options.isDeterministic {
            options += ["-icount", "shift=0,sleep=off", "-rtc", "base=2026-01-01T00:00:00,clock=vm", "-seed", "1"]
        }
        for (name, stream) in [("console", "stderr"), ("report", "stdout"), ("report.serial", "stdout")] {
            options += ["-chardev", "file,id=\(name),path=/dev/\(stream)"]
        }
        options += ["-serial", "chardev:console"] + machine.serialDevice
        // The host answers a virtio console whenever it comes to it; a serial port sends at once.
        if !guest.options.isDeterministic {
            options += ["-device", "virtio-serial-pci", "-device", "virtserialport,chardev=report,name=report"]
        }
        return options + ["-kernel", guest.kernel, "-initrd", initramfs, "-append", commandLine(withKVM: withKVM)]
    }

    /// Whether several probes report, one after the other.
    private var hasSections: Bool { !images.isEmpty || !companions.isEmpty }

    /// Instructions are counted for one processor only.
    private var processors: Int { guest.options.isDeterministic ? 1 : guest.options.processors }

    private func commandLine(withKVM: Bool) -> String {
        var words = ["console=\(guest.machine.console)", "panic=-1", "quiet"]
        if !withKVM { words += guest.machine.emulatedKernelWords }
        if guest.options.isDeterministic { words += ["nokaslr", "norandmaps"] }
        if guest.options.disturbs { words.append(Self.consent) }
        if !guest.options.commandLine.isEmpty { words.append(guest.options.commandLine) }
        // What stands behind the dashes goes to process 1.
        words += ["--", "--guest", "--serial", guest.machine.serialPort]
        let counting = guest.options.isDeterministic
        if !images.isEmpty { words += ["--images", "\(images.count)"] }
        if !companions.isEmpty {
            words += ["--programs", "\(companions.count + 1)", "--limit", "\(max(1, Int(deadline / .seconds(1))))"]
        }
        words += ["--acceleration", withKVM ? "KVM" : counting ? "icount" : "TCG"]
        if guest.options.disturbs { words.append("--disturb") }
        words += guestArguments
        return words.joined(separator: " ")
    }

    // MARK: The report

    private func observed(
        _ target: Target, _ ended: ChildProcess.Ended, _ child: ChildProcess, _ acceleration: Acceleration
    ) -> Observed {
        let isDropping = arguments.contains("--drop-privileges")
        let report = ProbeReport(ended, from: target, in: child, dropping: isDropping)
        return Observed(
            observations: report.observations, problem: report.problem,
            standardError: ended.standardError.lastLines(40), seconds: ended.seconds,
            secondsToReport: ended.firstOutput, acceleration: acceleration)
    }

    private func failure(_ reason: String) -> TargetError { TargetError(target: target.name, reason: reason) }
}

extension String {
    /// The end of a console's text, without the carriage returns of terminals.
    fileprivate func lastLines(_ count: Int) -> String {
        filter { $0 != "\r" }.replacingOccurrences(of: "\r\n", with: "\n")
            .split(separator: "\n").suffix(count).joined(separator: "\n")
    }
}
