import ProbeRuntime

/// Changes clocks and what they hang on while threads read them: only in a virtual machine that exists for that.
///
/// The one process that may do so is started before all others give up their privileges, and sleeps until they are done.
enum Disturber {
    /// The word on the command line of a kernel whose clocks may be set.
    private static let consent: StaticString = "vdso-conformance.disturb"
    /// 1 once it is this process's turn; shared with the one that waits.
    nonisolated(unsafe) private static var turn: UnsafeMutablePointer<UInt32>! = nil
    /// The process that keeps its privileges; 0 if nobody asked for it.
    nonisolated(unsafe) private static var process = 0
    nonisolated(unsafe) private static var refusal: StaticString?

    /// Starts the process that keeps its privileges, if that was asked for and every condition holds.
    static func prepare(_ options: Options) {
        guard options.disturbs else { return }
        if !Guest.isRunning {
            refusal = "refused: this is no virtual machine of the probe's own (it was not started as process 1)"
        } else if !Facts.commandLineHas(consent) {
            refusal = "refused: the kernel's command line lacks vdso-conformance.disturb"
        }
        // Its functions of 32-bit time end in 2038, where changes lead to.
        if MemoryLayout<Int>.size < 8 { refusal = "refused: a probe of 32 bits changes no clocks" }
        guard refusal == nil else { return }
        turn = Pages.allocateShared(4096).assumingMemoryBound(to: UInt32.self)
        process = Experiment.fork()
        if process == 0 { serve(options) }
        if process < 0 { refusal = "fork fails" }
    }

    /// Hands over to that process and waits for its end.
    static func run() {
        if let refusal { Experiment.unobservable("disturbance", refusal, 0) }
        guard process > 0 else { return }
        Output.flush()
        let wake = 1
        turn.pointee = 1
        probe_barrier()
        _ = systemCall(NR_futex, address(turn), wake, 1)
        let status = Experiment.wait(process)
        if status != 0 { Experiment.reportEnd(status) { Output.part("disturbance") } }
    }

    private static func serve(_ options: Options) -> Never {
        let dieWithParent = 1
        let kill = 9
        let wait = 0
        _ = systemCall(NR_prctl, dieWithParent, kill)
        while probe_load_word(turn) == 0 { _ = systemCall(NR_futex, address(turn), wait, 0, 0) }
        Output.withoutReport { findImage(options) }
        // A leap second takes its time, and threads read without pause.
        Deadline.cpuSeconds += 10
        RunningClocks.all = RunningClocks()
        ClockChanges.run()
        Output.flush()
        exitProcess(0)
    }

    /// This process has the kernel's image where its parent has it.
    private static func findImage(_ options: Options) {
        let mapped = Facts.auxiliaryVector(options.auxiliaryVector, hidesImage: false)
        let end = Facts.mappings(image: mapped)
        guard mapped != 0, end > mapped else { exitProcess(70) }
        Image.mapped = Image(base: mapped, size: end - mapped)
        Image.mapped.read()
        Image.tested = options.image.map { ChosenImage.load($0, over: Image.mapped) } ?? Image.mapped
        Image.tested.read()
        Functions.tested = Functions.find()
    }
}
