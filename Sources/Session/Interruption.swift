import Foundation
import Glibc

/// SIGINT and SIGTERM: the first one cancels the work, so that it can report what it has; a second one ends the process
/// at once.
public enum Interruption {
    /// What came of work that could be interrupted.
    public struct Outcome<Value: Sendable>: Sendable {
        /// What the work gave.
        public var result: Result<Value, any Error>
        /// The signal that cancelled it; nil if none did.
        public var signal: Int32?
    }

    /// Where the signal handler writes the signal's number. Only one guard works at a time.
    nonisolated(unsafe) private static var writeEnd: Int32 = -1

    /// Does work in a task that a signal cancels.
    ///
    /// - Parameter work: gives what it has when it is cancelled.
    /// - Returns: what the work gave, and the signal.
    public static func guarding<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async -> Outcome<Value> {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return Outcome(result: await Task { try await work() }.result) }
        // No probe runs yet that could inherit them in between.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        writeEnd = ends[1]
        let readEnd = ends[0]
        let task = Task { try await work() }
        let watcher = Task.detached { await waitForSignal(from: readEnd) { task.cancel() } }
        for signal in [SIGINT, SIGTERM] { catchOnce(signal) }
        let result = await task.result
        for signal in [SIGINT, SIGTERM] { Glibc.signal(signal, SIG_DFL) }
        writeEnd = -1
        close(ends[1])
        let signal = await watcher.value
        close(ends[0])
        return Outcome(result: result, signal: signal)
    }

    /// Ends this process the way an unhandled signal does, as shells and CI systems expect it.
    public static func end(by signal: Int32) -> Never {
        Glibc.signal(signal, SIG_DFL)
        kill(getpid(), signal)
        // The signal may be blocked by whoever started us.
        exit(128 + signal)
    }

    private static func catchOnce(_ signal: Int32) {
        var action = sigaction()
        // A handler, unlike "ignore", is not inherited by the probes.
        action.__sigaction_handler.sa_handler = { number in
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(Interruption.writeEnd, &byte, 1)
            errno = saved
        }
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
        sigaction(signal, &action, nil)
    }

    /// Waits for one byte or the end of the pipe on a thread of its own.
    private static func waitForSignal(from descriptor: Int32, _ onSignal: @escaping @Sendable () -> Void) async
        -> Int32?
    {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var byte: UInt8 = 0
                var count = read(descriptor, &byte, 1)
                while count < 0 && errno == EINTR { count = read(descriptor, &byte, 1) }
                if count == 1 { onSignal() }
                continuation.resume(returning: count == 1 ? Int32(byte) : nil)
            }
        }
    }
}
