import Foundation
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A program that is run in a session of its own, without input, in a small fixed environment, with bounds on its time
/// and its output, and that leaves nothing of its process group behind.
struct ChildProcess: Sendable {
    /// The path of the program.
    var executable: String
    var arguments: [String]
    /// The longest time it may run.
    var deadline: Duration
    /// The most bytes of standard output it may write.
    var outputLimit: Int
    /// The bytes of standard error that are kept; more is read and dropped.
    var errorLimit = 64 << 10
    /// Called after each piece of standard output.
    var onOutput: @Sendable (borrowing [UInt8]) -> Void = { _ in }

    /// What came of it.
    struct Ended: Sendable {
        var output: [UInt8]
        var standardError: String
        var ending: Ending
        var seconds: Double
    }

    /// How it ended.
    enum Ending: Sendable, Hashable {
        case exited(Int32)
        case signalled(Int32)
        /// We ended it, for this reason.
        case cut(Cut)
    }

    /// Why we ended it.
    enum Cut: Sendable, Hashable {
        case deadline, cancelled, flood
    }

    /// Runs the program to its end. If the current task is cancelled, the program is killed and what it wrote until then
    /// is returned.
    ///
    /// - Throws: `SubprocessError` if it cannot be started.
    func run() async throws -> Ended {
        let leash = Leash()
        let timer = Task {
            try await Task.sleep(for: deadline)
            leash.cut(.deadline)
        }
        defer { timer.cancel() }
        // A cancelled task could no longer read what the program had written. So the program runs in a task of its own,
        // and the cancellation pulls the leash instead.
        let running = Task { try await start(on: leash) }
        return try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            leash.cut(.cancelled)
        }
    }

    private func start(on leash: Leash) async throws -> Ended {
        let clock = ContinuousClock()
        let begin = clock.now
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        let result = try await Subprocess.run(
            .path(FilePath(executable)), arguments: Arguments(arguments),
            environment: .custom(["LC_ALL": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]),
            workingDirectory: "/", platformOptions: options,
            input: .none, output: .sequence, error: .sequence
        ) { execution in
            // The leader is reaped only after this closure, so until then its number belongs to nobody else.
            let pid = execution.processIdentifier.value
            leash.attach(pid)
            defer { leash.release() }
            async let errors = Self.read(execution.standardError, keeping: errorLimit)
            let output = try await Self.read(execution.standardOutput, keeping: outputLimit, onPiece: onOutput) {
                leash.cut(.flood)
            }
            let errorBytes = try await errors
            while !Self.hasExited(pid) { try await Task.sleep(for: .milliseconds(1)) }
            return (output: output, error: errorBytes)
        }
        let ending: Ending =
            switch (leash.reason, result.terminationStatus) {
            case (.flood, _): .cut(.flood)
            case (let cut?, .signaled(SIGKILL)): .cut(cut)
            case (_, .exited(let status)): .exited(status)
            case (_, .signaled(let signal)): .signalled(signal)
            }
        return Ended(
            output: result.closureResult.output,
            standardError: String(decoding: result.closureResult.error, as: UTF8.self),
            ending: ending, seconds: (clock.now - begin) / .seconds(1))
    }

    /// Reads to the end, which comes at the latest when the leader ends, even if a grandchild holds the pipe.
    private static func read(
        _ pieces: SubprocessOutputSequence, keeping limit: Int,
        onPiece: (borrowing [UInt8]) -> Void = { _ in }, onFlood: () -> Void = {}
    ) async throws -> [UInt8] {
        var kept: [UInt8] = []
        for try await piece in pieces {
            let bytes = piece.withUnsafeBytes { Array($0) }
            if kept.count + bytes.count > limit { onFlood() }
            kept += bytes.prefix(limit - kept.count)
            onPiece(bytes)
        }
        return kept
    }

    /// Whether a child has ended, without reaping it.
    private static func hasExited(_ pid: pid_t) -> Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_signo == SIGCHLD
    }
}

/// Kills a process group at most until its leader is reaped, and remembers why.
private final class Leash: Sendable {
    private struct State {
        var leader: pid_t?
        var reason: ChildProcess.Cut?
    }
    private let state = Mutex(State())

    /// Why the group was killed; nil if it was not.
    var reason: ChildProcess.Cut? { state.withLock(\.reason) }

    /// The leader has started.
    func attach(_ leader: pid_t) {
        state.withLock { state in
            state.leader = leader
            if state.reason != nil { Self.kill(leader) }
        }
    }

    /// Kills the group, now or as soon as it starts. Only the first reason counts.
    func cut(_ reason: ChildProcess.Cut) {
        state.withLock { state in
            guard state.reason == nil else { return }
            state.reason = reason
            if let leader = state.leader { Self.kill(leader) }
        }
    }

    /// The leader has ended and is about to be reaped: kills what is left of its group.
    func release() {
        state.withLock { state in
            if let leader = state.leader { Self.kill(leader) }
            state.leader = nil
        }
    }

    private static func kill(_ leader: pid_t) {
        if Glibc.kill(-leader, SIGKILL) != 0 { Glibc.kill(leader, SIGKILL) }
    }
}
