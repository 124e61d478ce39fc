import ProbeRuntime

/// A few calls of every function, in whatever circumstance the caller has made, with its findings in shared memory.
enum Battery {
    /// What is known of one callee.
    struct Slot {
        /// 0: not called; 1: called; 2: it returned.
        var state: Int = 0
        var result: Int64 = 0
        var systemResult: Int64 = 0
        var isOrdered: Int = 0
        var before = Timespec()
        var value = Timespec()
        var after = Timespec()

        var isGood: Bool { state == 2 && isOrdered == 1 && result == systemResult }
    }
    static let bytes = 4096
    private static let attempts = 8
    nonisolated(unsafe) private static var file: SharedFile?
    nonisolated(unsafe) static var slots: UnsafeMutablePointer<Slot>! = nil
    /// The wait status of a process that the experiment's child started itself.
    nonisolated(unsafe) static var innerStatus: UnsafeMutablePointer<Int>! = nil

    /// 1 once a signal was sent for its handler's way back, 2 once that way led here.
    nonisolated(unsafe) static var signalReturn: UnsafeMutablePointer<Int>! = nil

    /// Makes the shared memory.
    ///
    /// - Returns: its descriptor, or nil if the kernel has none.
    static func start() -> Int? {
        if file == nil {
            file = SharedFile(bytes)
            if let file { map(file.descriptor) }
        }
        return file?.descriptor
    }

    private static func map(_ descriptor: Int) {
        let memory = Pages.mapShared(descriptor, bytes)
        slots = memory.assumingMemoryBound(to: Slot.self)
        innerStatus = (memory + bytes - 64).assumingMemoryBound(to: Int.self)
        signalReturn = innerStatus + 1
    }

    /// Forgets all findings.
    static func clear() {
        for index in 0..<Callee.count { slots[index] = Slot() }
        innerStatus.pointee = 0
        signalReturn.pointee = 0
    }

    /// Calls every function between two system calls. Without allocation: it runs on small stacks and in strange places.
    static func run() {
        for index in 0..<Callee.count { run(index) }
    }

    static func run(_ index: Int) {
        guard let callee = Callee.at(index) else { return }
        let slot = slots + index
        // A wrong answer of an earlier run stands.
        guard slot.pointee.state == 0 || slot.pointee.isGood else { return }
        for attempt in 0..<attempts {
            slot.pointee.state = 1
            let systemResult = callee.system(&slot.pointee.before)
            slot.pointee.result = callee.call(&slot.pointee.value)
            slot.pointee.systemResult = callee.system(&slot.pointee.after)
            if callee.clock == nil, slot.pointee.result != systemResult { slot.pointee.systemResult = systemResult }
            let isOrdered =
                systemResult != 0 || callee.accepts(slot.pointee.value, slot.pointee.before, slot.pointee.after)
            slot.pointee.isOrdered = isOrdered ? 1 : 0
            slot.pointee.state = 2
            // A first wrong answer stands.
            if !isOrdered || slot.pointee.result != slot.pointee.systemResult || attempt == attempts - 1 { return }
        }
    }

    /// `--child-report`: the same in a program that was just executed.
    static func answer(_ file: Int, _ options: Options) -> Never {
        map(file)
        Deadline.arm()
        Image.find(options)
        run()
        exitProcess(0)
    }
}
