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
    /// Whether the last bytes of standard error are kept, and not the first.
    var keepsEndOfErrors = false
    /// The longest time until the first byte of standard output.
    var silence: Duration?
    /// A text at the beginning of the last line of standard output, and how long the program may live behind it.
    var farewell: (mark: String, grace: Duration)?
    /// A text on standard error after which the program is of no use.
    var curse: String?
    /// Called after each piece of standard output.
    var onOutput: @Sendable (borrowing [UInt8]) -> Void = { _ in }

    /// What came of it.
    struct Ended: Sendable {
        var output: [UInt8]
        var standardError: String
        var ending: Ending
        var seconds: Double
        /// Seconds until the first byte of standard output; nil if none came.
        var firstOutput: Double?
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
        /// It wrote nothing in the time it had for that.
        case silence
        /// It had said all, and stayed.
        case overdue
        /// It wrote the text that makes it useless.
        case cursed
    }

    /// Runs the program to its end. If the current task is cancelled, the program is killed and what it wrote until then
    /// is returned.
    ///
    /// - Throws: `SubprocessError` if it cannot be started.
    func run() async throws -> Ended {
        let leash = Leash()
        let bounds = Bounds()
        bounds.set(.deadline, deadline)
        if let silence { bounds.set(.silence, silence) }
        let timer = Task {
            while true {
                if let cut = bounds.passed { return leash.cut(cut) }
                try await bounds.pause()
            }
        }
        defer { timer.cancel() }
        // A cancelled task could no longer read what the program had written. So the program runs in a task of its own,
        // and the cancellation pulls the leash instead.
        let running = Task { try await start(on: leash, within: bounds) }
        return try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            leash.cut(.cancelled)
        }
    }

    private func start(on leash: Leash, within bounds: Bounds) async throws -> Ended {
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
            async let errors = readErrors(execution.standardError, on: leash)
            let output = try await readOutput(execution.standardOutput, on: leash, within: bounds)
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
            ending: ending, seconds: (clock.now - begin) / .seconds(1),
            firstOutput: bounds.firstOutput.map { ($0 - begin) / .seconds(1) })
    }

    /// Reads to the end, which comes at the latest when the leader ends, even if a grandchild holds the pipe.
    private func readOutput(
        _ pieces: SubprocessOutputSequence, on leash: Leash, within bounds: Bounds
    ) async throws -> [UInt8] {
        var kept: [UInt8] = []
        for try await piece in pieces {
            let bytes = piece.withUnsafeBytes { Array($0) }
            bounds.hear()
            if kept.count + bytes.count > outputLimit { leash.cut(.flood) }
            kept += bytes.prefix(outputLimit - kept.count)
            if let farewell, kept.lastLine.starts(with: farewell.mark.utf8) { bounds.set(.overdue, farewell.grace) }
            onOutput(bytes)
        }
        return kept
    }

    /// The same for standard error.
    private func readErrors(_ pieces: SubprocessOutputSequence, on leash: Leash) async throws -> [UInt8] {
        var kept: [UInt8] = []
        for try await piece in pieces {
            let bytes = piece.withUnsafeBytes { Array($0) }
            if keepsEndOfErrors {
                kept = (kept + bytes).suffix(errorLimit)
            } else {
                kept += bytes.prefix(errorLimit - kept.count)
            }
            if let curse, String(decoding: kept, as: UTF8.self).contains(curse) { leash.cut(.cursed) }
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

extension [UInt8] {
    /// The last line that is not empty, whole or not.
    fileprivate var lastLine: Self.SubSequence {
        let newline = UInt8(ascii: "\n")
        let text = last == newline ? dropLast() : self[...]
        return text.lastIndex(of: newline).map { text[($0 + 1)...] } ?? text
    }
}
