import Foundation
import Glibc
import Probe

/// Finds targets and runs probes on them: the only place of this package that starts processes.
public enum Targets {
    /// The architectures that a probe is built for.
    public static var architectures: [String] { Probes.architectures }

    /// The most bytes of a report; one of a healthy probe has well under one MiB.
    static let reportLimit = 64 << 20

    /// All targets that a probe is built for: this machine, its 32-bit programs, every other architecture under qemu-user, and every virtual
    /// machine. Those that cannot run here say why.
    public static func discover(on machine: Machine = .current, guests: GuestOptions = .init()) async -> [Target] {
        var targets = [await look(at: .native, on: machine)]
        if let program = Machine.programs[machine.architecture] {
            targets.append(await look(at: .native32(architecture: program), on: machine))
        }
        for architecture in architectures where architecture != machine.architecture {
            targets.append(await look(at: .qemuUser(architecture: architecture), on: machine))
        }
        for guest in GuestMachine.all {
            targets.append(await look(at: .qemuSystem(machine: guest.name), on: machine, guests: guests))
        }
        return targets
    }

    /// Finds out whether a target can run here.
    ///
    /// - Parameters:
    ///   - name: the target.
    ///   - machine: the machine to look at.
    ///   - guests: what virtual machines boot; a kernel that is to be fetched is fetched.
    /// - Returns: the target, with its probe and its emulator, or with the reason why it cannot run here.
    public static func look(
        at name: TargetName, on machine: Machine = .current, guests: GuestOptions = .init()
    ) async -> Target {
        switch name {
        case .native: await native(on: machine)
        case .native32(let architecture): await native32(architecture, on: machine)
        case .qemuUser(let architecture): await qemuUser(architecture, on: machine)
        case .qemuSystem(let guest): await qemuSystem(guest, guests, on: machine)
        case .ssh(let host): await ssh(host, on: machine)
        case .image(let path): image(path)
        }
    }

    private static func qemuSystem(_ name: String, _ options: GuestOptions, on machine: Machine) async -> Target {
        let label = "qemu-system-" + name.replacingOccurrences(of: "/", with: "-")
        var target = Target(name: .qemuSystem(machine: name), label: label, architecture: "")
        guard let guest = GuestMachine.named(name) else {
            target.unavailable = "there is no machine \(name)"
            return target
        }
        target.architecture = guest.architecture
        target.addProbe(of: machine)
        guard target.unavailable == nil else { return target }
        do {
            if options.kernel == nil { _ = try await KernelName.find(nil, for: guest, on: machine) }
            target.emulator = try await Emulator.findMachine(architecture: guest.emulator, on: machine)
            let kernel = try await KernelName.find(options.kernel, for: guest, on: machine)
            target.guest = Guest(machine: guest, kernel: kernel, options: options)
        } catch {
            target.unavailable = "\(error)"
            target.lacksKernel = (error as? KernelMissing)?.isNowhere ?? false
        }
        return target
    }

    private static func native(on machine: Machine) async -> Target {
        let architecture = machine.architecture
        var target = Target(name: .native, label: "native-\(architecture)", architecture: architecture)
        target.addProbe(of: machine)
        target.surroundings = await Surroundings.emulator(processes: machine.processes)
        return target
    }

    private static func native32(_ architecture: String, on machine: Machine) async -> Target {
        var target = Target(
            name: .native32(architecture: architecture), label: "native-\(architecture)", architecture: architecture)
        guard Machine.programs[machine.architecture] == architecture else {
            let hosts = Machine.programs.filter { $0.value == architecture }.keys.sorted().joined(separator: ", ")
            target.unavailable = "\(architecture) programs run on \(hosts); this machine is \(machine.architecture)"
            return target
        }
        target.addProbe(of: machine)
        if target.unavailable == nil, let probe = target.probe, await !runs(probe) {
            target.unavailable =
                "this kernel does not run \(architecture) programs: it takes a kernel with 32-bit support"
        }
        return target
    }

    /// Whether the kernel runs a probe at all.
    private static func runs(_ probe: String) async -> Bool {
        let child = ChildProcess(
            executable: probe, arguments: ["--quick", "--area", "none"], deadline: .seconds(20), outputLimit: 4 << 20)
        return (try? await child.run())?.ending == .exited(0)
    }

    private static func qemuUser(_ architecture: String, on machine: Machine) async -> Target {
        var target = Target(
            name: .qemuUser(architecture: architecture), label: "qemu-user-\(architecture)",
            architecture: architecture)
        target.addProbe(of: machine)
        do {
            target.emulator = try await Emulator.find(architecture: architecture, on: machine)
        } catch {
            target.unavailable = target.unavailable ?? error.description
        }
        return target
    }

    private static func ssh(_ host: String, on machine: Machine) async -> Target {
        let letters = host.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }
        var target = Target(name: .ssh(host: host), label: "ssh-" + String(letters), architecture: "")
        let remote = Remote(host: host, environment: machine.environment)
        do {
            target.architecture = try await remote.architecture()
            target.remote = remote
            target.addProbe(of: machine)
        } catch {
            target.unavailable = "\(error)"
        }
        return target
    }

    private static func image(_ path: String) -> Target {
        var target = Target(name: .image(path: path), label: "image", architecture: "")
        if access(path, R_OK) != 0 {
            target.unavailable = "\(path) cannot be read: \(String(cString: strerror(errno)))"
        }
        return target
    }

    /// Runs a target's probe and reads its report, as far as it comes. A process that has capabilities tells the probe to
    /// drop them (`--drop-privileges`) and reads in the report that it did.
    ///
    /// The probe runs in a session of its own without input; it is killed with its whole process group when the deadline
    /// passes or the task is cancelled. Were this process itself killed, the probe would end by its own deadlines.
    ///
    /// - Parameters:
    ///   - target: a target that can run here.
    ///   - arguments: the probe's arguments.
    ///   - deadline: the longest time it may take, in wall time, from the first line on where a machine boots first.
    ///   - patience: widens the time that a machine has to boot.
    ///   - onLines: called as lines come.
    /// - Returns: the facts as far as they came, and what is wrong with them.
    /// - Throws: `TargetError` if the probe could not be started.
    public static func observe(
        _ target: Target, arguments: [String] = [], deadline: Duration = .seconds(60), patience: Double = 1,
        onLines: @escaping @Sendable (ProbeProgress) -> Void = { _ in }
    ) async throws -> Observed {
        // Where the kernel does not say what this process may do, the probe drops whatever it has.
        let dropping = Capabilities.current.map { !$0.isEmpty } ?? true
        return try await observe(
            target, arguments: arguments, deadline: deadline, patience: patience, dropping: dropping, onLines: onLines)
    }

    /// Tests images one by one in one boot of a virtual machine, in place of its kernel's.
    ///
    /// - Parameters:
    ///   - target: a machine that can run here.
    ///   - images: what is tested.
    ///   - arguments: the probe's arguments.
    ///   - deadline: the longest time for all of them, from the first line on.
    /// - Returns: an observation of each image.
    /// - Throws: `TargetError` if nothing could be booted.
    public static func observe(
        _ target: Target, images: [GuestImage], arguments: [String], deadline: Duration
    ) async throws -> [Observed] {
        if let reason = target.unavailable { throw TargetError(target: target.name, reason: reason) }
        guard let guest = target.guest, let emulator = target.emulator else {
            throw TargetError(target: target.name, reason: "it is no virtual machine")
        }
        return try await GuestRun(
            target: target, guest: guest, emulator: emulator, arguments: ["--drop-privileges"] + arguments,
            deadline: deadline, images: images
        ).observeImages()
    }

    /// Runs the probes of several targets in one boot, one after the other. Each has a deadline of its own, and one that
    /// dies takes no other with it.
    ///
    /// - Parameters:
    ///   - targets: machines that can run here, each of which shares its boot with the first.
    ///   - arguments: the probes' arguments.
    ///   - deadline: the longest time for each of them, in wall time.
    ///   - patience: widens the time that the machine has to boot.
    ///   - onLines: called as lines come.
    /// - Returns: an observation of each target.
    /// - Throws: `TargetError` if nothing could be booted.
    public static func observe(
        together targets: [Target], arguments: [String], deadline: Duration, patience: Double = 1,
        onLines: @escaping @Sendable (ProbeProgress) -> Void = { _ in }
    ) async throws -> [Observed] {
        guard let first = targets.first else { return [] }
        if let reason = first.unavailable { throw TargetError(target: first.name, reason: reason) }
        guard let guest = first.guest, let emulator = first.emulator else {
            throw TargetError(target: first.name, reason: "it is no virtual machine")
        }
        return try await GuestRun(
            target: first, companions: Array(targets.dropFirst()), guest: guest, emulator: emulator,
            arguments: ["--drop-privileges"] + arguments, deadline: deadline, patience: patience, onLines: onLines
        ).observeTogether()
    }

    /// Runs any target's probe, with privileges to drop or without.
    static func observe(
        _ target: Target, arguments: [String], deadline: Duration, patience: Double = 1, dropping: Bool,
        outputLimit: Int = reportLimit,
        onLines: @escaping @Sendable (ProbeProgress) -> Void = { _ in }
    ) async throws -> Observed {
        if let reason = target.unavailable { throw TargetError(target: target.name, reason: reason) }
        guard let probe = target.probe else { throw TargetError(target: target.name, reason: "it has no probe to run") }
        if let guest = target.guest, let emulator = target.emulator {
            return try await GuestRun(
                target: target, guest: guest, emulator: emulator, arguments: ["--drop-privileges"] + arguments,
                deadline: deadline, patience: patience, outputLimit: outputLimit, onLines: onLines
            ).observe()
        }
        let dropping = dropping || target.remote != nil
        let options = (dropping ? ["--drop-privileges"] : []) + arguments
        let command =
            target.remote?.command(probe: probe, arguments: options)
            ?? [target.emulator?.path, probe].compactMap(\.self) + options
        let counter = LineCounter(report: onLines)
        let child = ChildProcess(
            executable: command[0], arguments: Array(command.dropFirst()), deadline: deadline,
            outputLimit: outputLimit, onOutput: { counter.add($0) })
        let ended: ChildProcess.Ended
        do {
            ended = try await child.run()
        } catch {
            throw TargetError(target: target.name, reason: "\(command[0]) cannot be started: \(error)")
        }
        let report = ProbeReport(ended, from: target, in: child, dropping: dropping)
        return Observed(
            observations: report.observations, problem: report.problem, standardError: ended.standardError,
            seconds: ended.seconds)
    }
}

/// Why a target's probe could not be started.
public struct TargetError: Error, Hashable, CustomStringConvertible {
    /// The target.
    public var target: TargetName
    /// In words.
    public var reason: String
    /// `TARGET: REASON`.
    public var description: String { "\(target): \(reason)" }
}

extension Target {
    /// Adds the probe, or why there is none.
    fileprivate mutating func addProbe(of machine: Machine) {
        guard Targets.architectures.contains(architecture) else {
            let all = Targets.architectures.joined(separator: ", ")
            unavailable = "there is no probe for \(architecture); there is one for \(all)"
            return
        }
        guard let path = machine.probe(architecture) else {
            unavailable = "the probe for \(architecture) was not built: run swift build"
            return
        }
        guard access(path, X_OK) == 0 else {
            unavailable = "the probe \(path) cannot be executed: \(String(cString: strerror(errno)))"
            return
        }
        probe = path
    }
}
