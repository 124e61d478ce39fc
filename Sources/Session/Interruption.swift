import Foundation
import Glibc

/// SIGINT and SIGTERM: the first one cancels the work, so that it can report what it has; one that comes two seconds later or
/// more ends the process at once.
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
    /// When the first signal came, in seconds of MONOTONIC; 0 before.
    nonisolated(unsafe) private static var firstSignal = 0
    /// Seconds in which a further signal is the same wish: `timeout(1)` sends one to the process and one to its group.
    private static let sameWish = 2

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
        firstSignal = 0
        let readEnd = ends[0]
        // Before the work begins: what comes in between waits in the pipe.
        for signal in [SIGINT, SIGTERM] { catchSignal(signal) }
        let task = Task { try await work() }
        let watcher = Task.detached { await waitForSignal(from: readEnd) { task.cancel() } }
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
        // Threads of a pool block signals: another thread takes it, while this one goes on.
        for _ in 0..<200 { usleep(10_000) }
        // The signal may be blocked by whoever started us.
        exit(128 + signal)
    }

    private static func catchSignal(_ signal: Int32) {
        var action = sigaction()
        // A handler, unlike "ignore", is not inherited by the probes.
        action.__sigaction_handler.sa_handler = { number in
            let saved = errno
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            if Interruption.firstSignal == 0 {
                Interruption.firstSignal = max(1, now.tv_sec)
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(Interruption.writeEnd, &byte, 1)
            } else if now.tv_sec - Interruption.firstSignal >= Interruption.sameWish {
                // Comes when this handler has returned.
                Glibc.signal(number, SIG_DFL)
                kill(getpid(), number)
            }
            errno = saved
        }
        action.sa_flags = SA_RESTART
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
