import ProbeRuntime

/// The schema of the report; `ProbeStart.currentSchema` on the host.
private let schema: Int64 = 1

/// Observes the vDSO of this machine and reports facts, one JSON object a line; no verdicts.
@_cdecl("probe_main")
public func main(_ stack: UnsafePointer<UInt>) {
    var options = Options(stack)
    if options.isGuest { Guest.start(&options) }
    Program.read(options)
    if let file = options.childPlacement { Placement.answer(file, options.auxiliaryVector) }
    Pages.start(options)
    Output.isHeld = options.countsInstructions
    Deadline.cpuSeconds *= options.patience
    Deadline.wallSeconds *= options.patience
    if !options.isBenchmark { Effort.spend(options.seconds) }
    Disturber.prepare(options)
    if options.dropsPrivileges { Privileges.drop() }
    if let file = options.childReport { Battery.answer(file, options) }
    if options.childRound != nil { BenchRounds.answer(options) }
    let image = reportMachine(options)
    let end = Facts.mappings(image: image)
    let isFound = image != 0 && reportImage(at: image, end: end, chosen: options.image)
    Output.flush()
    if isFound, options.isBenchmark {
        benchmark(options)
    } else if isFound {
        if options.isEmulated, Functions.tested.haveTwoTimes { Effort.current = Effort.current.halved }
        if options.wants("errors") {
            Resolutions.run()
            TimesOfDay.run()
            Identifiers.run()
            Pointers.run()
            Alignments.run()
        }
        Processors.run(agreement: options.wants("agreement"), errors: options.wants("errors"))
        if options.wants("agreement") {
            RunningClocks.all = RunningClocks()
            // A chosen image is tried by hand, where a second is not too long.
            NewSeconds.begin(
                Effort.current.newSeconds * (options.image == nil ? 1 : 4),
                entersNamespace: options.wants("namespaces"))
            Sandwiches.run()
            Disturbances.run()
            Streams.run()
            Relations.run()
            NewSeconds.end()
        }
        if options.wants("agreement") || options.wants("errors") {
            HardwareProbe.run()
            RewrittenCode.run()
            RobustUnlock.run()
        }
        if options.wants("calling-convention") {
            Conventions.run()
            KernelEntry.run()
        }
        if options.wants("random") { Random.run(isSteppable: options.maySingleStep) }
        if options.wants("calling-convention") || options.wants("performance") {
            Stepping.run(isPossible: options.maySingleStep)
        }
        if options.wants("calling-convention") { Reentry.run(isPossible: options.maySingleStep) }
        if options.wants("performance") {
            ServedCalls.run()
            Costs.run()
            Sleeps.run()
        }
        if options.wants("mapping") {
            if options.image == nil {
                Protections.run()
                Trampoline.run()
                Placement.run()
            }
            Circumstances.run()
        }
        if options.wants("namespaces") { Namespaces.run() }
        Disturber.run()
    }
    let lines = Output.lines
    Output.begin("end")
    Output.field("lines", lines)
    Output.end()
    Output.isHeld = false
    Output.flush()
    exitProcess(0)
}

/// Speed alone.
private func benchmark(_ options: Options) {
    SteppedCall.isExhaustive = true
    Stepping.run(isPossible: options.maySingleStep)
    ServedCalls.run()
    RunningClocks.all = RunningClocks()
    HardwareCounters.run()
    Latencies.run()
    Throughputs.run()
    BenchRounds.run(seconds: options.seconds)
}

/// Reports everything but the image; gives `AT_SYSINFO_EHDR`.
private func reportMachine(_ options: Options) -> UInt64 {
    let vector = options.auxiliaryVector
    Output.begin("probe")
    Output.field("schema", schema)
    Output.field("architecture", bytes: probe_architecture(), count: cStringLength(probe_architecture()))
    var pageSize: UInt = 0
    var entry = vector
    while entry[0] != 0 {
        if entry[0] == AuxiliaryType.pageSize { pageSize = entry[1] }
        if entry[0] == AuxiliaryType.capabilities { probe_set_capabilities(UInt64(entry[1])) }
        entry += 2
    }
    if pageSize > 0 { Pages.size = Int(pageSize) }
    Output.field("pageSize", unsigned: UInt64(pageSize))
    Output.field("chosenImage", options.image != nil)
    Output.end()
    Facts.kernel()
    Facts.clocksource()
    Facts.processors()
    Nodes.report()
    Facts.processorWords()
    if let word = options.acceleration { Facts.environment("acceleration", word) }
    Privileges.report()
    Facts.commandLine()
    if options.disturbs { Facts.environment("disturbance", StaticString("asked for").utf8Start) }
    return Facts.auxiliaryVector(vector, hidesImage: options.isWithoutImage)
}

/// Reports the bytes and symbols of the image; in a child, since the address may lead nowhere.
///
/// - Returns: whether there is an image to look into.
private func reportImage(at base: UInt64, end: UInt64, chosen: UnsafePointer<UInt8>?) -> Bool {
    guard end > base else {
        Experiment.unobservable("image", "AT_SYSINFO_EHDR lies in no mapping", 0)
        return false
    }
    Image.mapped = Image(base: base, size: end - base)
    Image.mapped.read()
    Image.tested = chosen.map { ChosenImage.load($0, over: Image.mapped) } ?? Image.mapped
    Experiment.run("image") {
        let chunk: UInt64 = 4096
        var offset: UInt64 = 0
        while offset < Image.tested.size {
            let count = min(chunk, Image.tested.size - offset)
            Output.begin("image")
            Output.field("address", unsigned: Image.tested.base)
            Output.field("size", unsigned: Image.tested.size)
            Output.field("offset", unsigned: offset)
            Output.field("hex", hex: Image.tested.bytes(Image.tested.base + offset), count: Int(count))
            Output.end()
            offset += count
        }
    }
    Image.tested.read()
    Experiment.run("exports") { Lookups.report() }
    Functions.tested = Functions.find()
    return true
}

extension Pages {
    /// Sets up all that is shared between parent and children.
    static func start(_ options: Options) {
        BenchRounds.prepare(options)
        Output.start(BenchRounds.file)
        Experiment.start()
        Counter.start()
        Facts.start()
        Affinity.start()
        Companions.prepare()
    }
}
