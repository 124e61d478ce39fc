/// How a virtual machine ended, in words.
struct MachineEnding {
    private let ended: ChildProcess.Ended
    private let lines: Int
    private let child: ChildProcess

    /// - Parameters:
    ///   - ended: how the emulator ended, with the end of the console.
    ///   - lines: the lines of the report that came.
    ///   - child: the bounds it ran in.
    init(_ ended: ChildProcess.Ended, lines: Int, in child: ChildProcess) {
        self.ended = ended
        self.lines = lines
        self.child = child
    }

    /// What is wrong; nil if the machine ended by itself, whether or not the report is whole.
    var words: String? {
        let after = "after \(ProbeReport.counted(lines))"
        // A panic restarts the machine, at which the emulator ends as if all were well.
        if let panic, ended.ending != .cut(.overdue) { return "the kernel panicked \(after): \(panic)" }
        switch ended.ending {
        case .cut(.overdue): return nil
        case .exited(0):
            guard lines == 0 else { return nil }
            return "the machine ended before the probe reported anything" + silentConsole
        case .exited(let status): return "the emulator ended with exit status \(status) \(after)"
        case .signalled(let signal): return "the emulator was ended by signal \(signal) \(after)"
        case .cut(.silence):
            let time = child.silence?.words ?? "its time"
            return "the machine was killed: the probe reported nothing within \(time)" + silentConsole
        case .cut(.deadline):
            return "the machine was killed: the probe did not end within \(child.deadline.words), \(after)"
        case .cut(.cursed): return "the machine was killed: KVM gave up \(after)"
        case .cut(.cancelled): return "the run was interrupted \(after)"
        case .cut(.flood): return "the machine was killed: the report has more than \(child.outputLimit >> 20) MiB"
        }
    }

    private var silentConsole: String {
        ended.standardError.isEmpty ? "; the console is empty: is it a kernel for this machine?" : ""
    }

    private var panic: String? {
        let mark = "Kernel panic - not syncing: "
        guard let line = ended.standardError.split(whereSeparator: \.isNewline).first(where: { $0.contains(mark) }),
            let range = line.firstRange(of: mark)
        else { return nil }
        return String(line[range.upperBound...])
    }
}
