import ProbeRuntime

/// Threads of the probe: they share all memory, and are waited for like children.
///
/// A thread must not write to `Output`: its findings go to memory that the experiment owns, and the experiment reports
/// them.
enum Threads {
    private static let shareMemory = 0x100
    private static let childSignal = 17
    static let stackSize = 64 << 10

    /// What a thread runs: called with the argument of `spawn`.
    typealias Body = @convention(c) (UInt64) -> Void

    /// Starts a thread.
    ///
    /// - Returns: its process identifier, or a negative errno.
    static func spawn(_ argument: UInt64, _ body: Body) -> Int {
        spawn(argument, stackTop: address(Pages.allocate(stackSize)) + stackSize, body)
    }

    /// The same on a given stack.
    static func spawn(
        _ argument: UInt64, stackTop: Int, flags: Int = shareMemory | childSignal, _ body: Body
    ) -> Int {
        let entry = UInt64(UInt(bitPattern: unsafeBitCast(body, to: UnsafeRawPointer.self)))
        return Int(probe_spawn(Int64(flags), UInt64(UInt(bitPattern: stackTop)), entry, argument))
    }

    /// What C libraries ask for: memory, file system, files, handlers, thread, semaphores. qemu-user knows no other
    /// thread. Nobody can wait for it but by its memory.
    static let posix = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000

    /// Waits for a thread; gives its wait status.
    static func join(_ thread: Int) -> Int { Experiment.wait(thread) }
}
