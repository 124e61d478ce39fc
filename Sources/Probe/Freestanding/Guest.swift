import ProbeRuntime

/// Process 1 of a virtual machine: mounts what the probe reads, opens the channel for the report, and switches the
/// machine off when the probe has ended.
///
/// The probe itself runs in a child. Process 1 is a bad place for experiments: it ignores signals that have no handler,
/// and without privileges it could not switch off.
enum Guest {
    private static let standardOutput = 1
    /// Whether process 1 of this machine is the probe's, and so the machine.
    nonisolated(unsafe) private(set) static var isRunning = false

    /// Sets the machine up and returns in the child, or in one child after the other, each with an image of its own. What
    /// cannot be done is said on the console; the kernel then panics, since its process 1 has ended, and with it the machine.
    ///
    /// - Parameter options: with the serial port for the report where the kernel has no virtio console; gets the image.
    static func start(_ options: inout Options) {
        guard systemCall(NR_getpid) == 1 else { complain("--guest is for process 1 of a virtual machine") }
        // What follows another program finds the machine as that one left it, with the channel open.
        if options.program == 0 { open(options) }
        let hasSections = options.imageCount > 0 || options.programCount > 1
        if hasSections { Output.start(nil) }
        for number in 0..<max(1, options.imageCount) {
            if hasSections { GuestSections.begin(options.programCount > 1 ? options.program : number) }
            let child = Experiment.fork()
            guard child >= 0 else { complain("fork fails") }
            if child == 0 {
                isRunning = true
                if options.imageCount > 0 { options.choose(image: number) }
                return
            }
            GuestSections.watch(child, limit: options.limit)
        }
        if options.programCount > 1 { GuestSections.executeNext(options) }
        if hasSections { GuestSections.end() }
        drain()
        restart()
    }

    /// Mounts what the probe reads and opens the channel.
    private static func open(_ options: Options) {
        _ = mount("proc", "/proc")
        _ = mount("sysfs", "/sys")
        let hasDevices = mount("devtmpfs", "/dev") == 0
        let isFound = hasDevices && openVirtioPort() || openSerialPort(options.serial)
        guard isFound else { complain("there is neither a virtio console nor the second serial port to report to") }
    }

    static func say(_ text: StaticString) {
        _ = systemCall(NR_write, 2, address(text.utf8Start), text.utf8CodeUnitCount)
    }

    private static func mount(_ type: StaticString, _ place: StaticString) -> Int {
        systemCall(NR_mount, address(type.utf8Start), address(place.utf8Start), address(type.utf8Start), 0, 0)
    }

    // MARK: Ending

    /// A restart, at which the emulator ends (`-no-reboot`). Every machine can do that; switching off needs a driver, and
    /// without one the kernel halts for ever.
    private static func restart() -> Never {
        let magic1 = Int(bitPattern: 0xfee1_dead)
        let magic2 = 672_274_793
        let restart = 0x0123_4567
        _ = systemCall(NR_reboot, magic1, magic2, restart)
        complain("the machine does not restart")
    }

    /// Waits until a serial port has sent everything.
    private static func drain() {
        let drain = 0x5409
        _ = systemCall(NR_ioctl, standardOutput, drain, 1)
    }

    // MARK: The channel

    /// A port of a virtio console. Its driver makes it some time after the device was found; where there is no driver
    /// (kernels up to 6.1 of Debian have it as a module) nothing is waited for.
    private static func openVirtioPort() -> Bool {
        guard exists("/sys/bus/virtio/drivers/virtio_console/bind"),
            exists("/sys/bus/virtio/devices/virtio0/uevent")
        else { return false }
        let limit = Stopwatch.now() &+ 5_000_000_000
        while Stopwatch.now() < limit {
            if open(StaticString("/dev/vport0p1").utf8Start) { return true }
            _ = systemCall(NR_sched_yield)
        }
        return false
    }

    /// A serial port, without translation of line ends.
    private static func openSerialPort(_ path: UnsafePointer<UInt8>?) -> Bool {
        guard let path, open(path) else { return false }
        let get = 0x5401
        let set = 0x5402
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { words in
            guard let base = words.baseAddress, systemCall(NR_ioctl, standardOutput, get, address(base)) == 0 else {
                return false
            }
            // Input, output, control and local modes of <asm-generic/termbits.h>; control has the speed.
            words[0] = 0
            words[1] = 0
            words[3] = 0
            return systemCall(NR_ioctl, standardOutput, set, address(base)) == 0
        }
    }

    private static let atWorkingDirectory = -100
    private static let noTerminal = 0o400
    private static let write = 1

    private static func exists(_ path: StaticString) -> Bool {
        let file = systemCall(NR_openat, atWorkingDirectory, address(path.utf8Start), write)
        if file >= 0 { _ = systemCall(NR_close, file) }
        return file >= 0
    }

    /// Opens a device as standard output.
    private static func open(_ path: UnsafePointer<UInt8>) -> Bool {
        let file = systemCall(NR_openat, atWorkingDirectory, address(path), 2 | noTerminal)
        guard file >= 0 else { return false }
        guard systemCall(NR_dup3, file, standardOutput, 0) == standardOutput else { return false }
        _ = systemCall(NR_close, file)
        return true
    }
}
