import Foundation
import Glibc
import Probe

/// Finds targets and runs probes on them: the only place of this package that starts processes.
public enum Targets {
    /// The architectures that a probe is built for.
    public static var architectures: [String] { Probes.architectures }

    /// The most bytes of a report; one of a healthy probe has well under one MiB.
    static let reportLimit = 64 << 20

    /// All targets that a probe is built for: this machine, and every other architecture under qemu-user. Those that
    /// cannot run here say why.
    public static func discover(on machine: Machine = .current) async -> [Target] {
        var targets = [await look(at: .native, on: machine)]
        for architecture in architectures where architecture != machine.architecture {
            targets.append(await look(at: .qemuUser(architecture: architecture), on: machine))
        }
        return targets
    }

    /// Finds out whether a target can run here.
    ///
    /// - Parameters:
    ///   - name: the target.
    ///   - machine: the machine to look at.
    /// - Returns: the target, with its probe and its emulator, or with the reason why it cannot run here.
    public static func look(at name: TargetName, on machine: Machine = .current) async -> Target {
        switch name {
        case .native: native(on: machine)
        case .qemuUser(let architecture): await qemuUser(architecture, on: machine)
        case .image(let path): image(path)
        }
    }

    private static func native(on machine: Machine) -> Target {
        let architecture = machine.architecture
        var target = Target(name: .native, label: "native-\(architecture)", architecture: architecture)
        target.addProbe(of: machine)
        return target
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
    ///   - deadline: the longest time it may take, in wall time.
    ///   - onLines: called with the number of lines so far as they come.
    /// - Returns: the facts as far as they came, and what is wrong with them.
    /// - Throws: `TargetError` if the probe could not be started.
    public static func observe(
        _ target: Target, arguments: [String] = [], deadline: Duration = .seconds(60),
        onLines: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> Observed {
        // Where the kernel does not say what this process may do, the probe drops whatever it has.
        let dropping = Capabilities.current.map { !$0.isEmpty } ?? true
        return try await observe(
            target, arguments: arguments, deadline: deadline, dropping: dropping, onLines: onLines)
    }

    /// The same, with privileges to drop or without.
    static func observe(
        _ target: Target, arguments: [String], deadline: Duration, dropping: Bool, outputLimit: Int = reportLimit,
        onLines: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> Observed {
        if let reason = target.unavailable { throw TargetError(target: target.name, reason: reason) }
        guard let probe = target.probe else { throw TargetError(target: target.name, reason: "it has no probe to run") }
        let command = [target.emulator?.path, probe].compactMap(\.self) + (dropping ? ["--drop-privileges"] : [])
        let counter = LineCounter(report: onLines)
        let child = ChildProcess(
            executable: command[0], arguments: command.dropFirst() + arguments, deadline: deadline,
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
