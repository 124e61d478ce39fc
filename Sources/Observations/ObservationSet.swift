public import Foundation

/// A whole report of a probe, as far as it came.
public struct ObservationSet: Sendable, Hashable {
    /// All facts in the order in which they were reported.
    public var all: [Observation]

    /// Wraps facts.
    public init(_ all: [Observation]) { self.all = all }

    /// Why a report cannot be read.
    public struct ParseError: Error, Hashable, CustomStringConvertible {
        /// The line, from 1.
        public var line: Int
        /// What is wrong with it.
        public var message: String
        /// `line N: MESSAGE`.
        public var description: String { "line \(line): \(message)" }
    }

    /// Reads JSON Lines. A last line without its newline is dropped: the probe was cut off in it.
    ///
    /// - Parameter data: the report of a probe.
    /// - Throws: `ParseError` for a line that is no observation of this schema.
    public init(jsonLines data: Data) throws {
        let decoder = JSONDecoder()
        all = []
        var number = 0
        for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
            number += 1
            if line.isEmpty { continue }
            do {
                let observation = try decoder.decode(Observation.self, from: line)
                if case .probe(let start) = observation, start.schema != ProbeStart.currentSchema {
                    throw ParseError(
                        line: number,
                        message: "schema \(start.schema) is not \(ProbeStart.currentSchema), which this version reads")
                }
                all.append(observation)
            } catch let error as ParseError {
                throw error
            } catch {
                throw ParseError(line: number, message: "not an observation: \(Self.words(error))")
            }
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "the field \"\(key.stringValue)\" is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
        case DecodingError.dataCorrupted(let context): context.debugDescription
        default: "\(error)"
        }
    }

    /// The facts as JSON Lines, for storing a run.
    public func jsonLines() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = Data()
        for observation in all {
            data += try encoder.encode(observation)
            data.append(UInt8(ascii: "\n"))
        }
        return data
    }
}

extension ObservationSet {
    /// The first line's facts.
    public var start: ProbeStart? { first { if case .probe(let value) = $0 { value } else { nil } } }
    /// `uname(2)`.
    public var kernel: Kernel? { first { if case .kernel(let value) = $0 { value } else { nil } } }
    /// The clocksources.
    public var clocksource: Clocksource? { first { if case .clocksource(let value) = $0 { value } else { nil } } }
    /// The processors.
    public var cpus: CPUs? { first { if case .cpus(let value) = $0 { value } else { nil } } }
    /// Named facts on the machine.
    public var environment: [Environment] { each { if case .environment(let value) = $0 { value } else { nil } } }
    /// The auxiliary vector.
    public var auxv: [AuxiliaryValue] { each { if case .auxv(let value) = $0 { value } else { nil } } }
    /// The mappings.
    public var mappings: [Mapping] { each { if case .mapping(let value) = $0 { value } else { nil } } }
    /// The symbol tables.
    public var tables: [HashTable] { each { if case .table(let value) = $0 { value } else { nil } } }
    /// What the symbol tables answer.
    public var lookups: [Lookup] { each { if case .lookup(let value) = $0 { value } else { nil } } }
    /// Which symbols are called.
    public var functions: [Function] { each { if case .function(let value) = $0 { value } else { nil } } }
    /// The sandwiches.
    public var sandwiches: [Sandwich] { each { if case .sandwich(let value) = $0 { value } else { nil } } }
    /// The sandwiches under disturbance.
    public var disturbed: [DisturbedSandwiches] { each { if case .disturbed(let value) = $0 { value } else { nil } } }
    /// The readings in a row.
    public var streams: [ReadingStream] { each { if case .stream(let value) = $0 { value } else { nil } } }
    /// Differences of clocks.
    public var differences: [ClockDifference] { each { if case .difference(let value) = $0 { value } else { nil } } }
    /// Coarse clocks before fine ones.
    public var coarsePairs: [CoarsePairs] { each { if case .coarse(let value) = $0 { value } else { nil } } }
    /// Rates of clocks.
    public var rates: [ClockRate] { each { if case .rate(let value) = $0 { value } else { nil } } }
    /// How readings lie between system calls.
    public var offsets: [ClockOffset] { each { if case .offset(let value) = $0 { value } else { nil } } }
    /// `clock_getres`.
    public var resolutions: [Resolution] { each { if case .resolution(let value) = $0 { value } else { nil } } }
    /// `gettimeofday`.
    public var timesOfDay: [TimeOfDay] { each { if case .gettimeofday(let value) = $0 { value } else { nil } } }
    /// `time`.
    public var timeCalls: [TimeCall] { each { if case .time(let value) = $0 { value } else { nil } } }
    /// `getcpu`.
    public var getcpus: [GetCPU] { each { if case .getcpu(let value) = $0 { value } else { nil } } }
    /// Clock identifiers of every kind.
    public var identifiers: [Identifiers] { each { if case .identifiers(let value) = $0 { value } else { nil } } }
    /// Pointers that lead nowhere.
    public var pointers: [Pointer] { each { if case .pointer(let value) = $0 { value } else { nil } } }
    /// Calls next to the system call or the contract.
    public var comparedCalls: [ComparedCalls] { each { if case .calls(let value) = $0 { value } else { nil } } }
    /// The nodes that the kernel lists.
    public var nodes: [Node] { each { if case .node(let value) = $0 { value } else { nil } } }
    /// `getcpu` while the thread is moved.
    public var processorMoves: [ProcessorMoves] {
        each { if case .processorMoves(let value) = $0 { value } else { nil } }
    }
    /// Calls that may have slept.
    public var sleeps: [SleepCount] { each { if case .sleeps(let value) = $0 { value } else { nil } } }
    /// Registers and stack after calls.
    public var registers: [Registers] { each { if case .registers(let value) = $0 { value } else { nil } } }
    /// How little stack is enough.
    public var stacks: [Stack] { each { if case .stack(let value) = $0 { value } else { nil } } }
    /// Functions stepped through.
    public var steps: [Steps] { each { if case .steps(let value) = $0 { value } else { nil } } }
    /// Where callers' registers were meanwhile.
    public var frames: [Frames] { each { if case .frames(let value) = $0 { value } else { nil } } }
    /// Functions interrupted by themselves.
    public var reentries: [Reentry] { each { if case .reentry(let value) = $0 { value } else { nil } } }
    /// Served or not.
    public var served: [Served] { each { if case .served(let value) = $0 { value } else { nil } } }
    /// Cost per call.
    public var performance: [Performance] { each { if case .performance(let value) = $0 { value } else { nil } } }
    /// What `getrandom` said of its state.
    public var randomParameters: [RandomParameters] {
        each { if case .randomParameters(let value) = $0 { value } else { nil } }
    }
    /// Calls of `getrandom` next to the system call.
    public var randomCalls: [RandomCalls] { each { if case .randomCalls(let value) = $0 { value } else { nil } } }
    /// Buffers that `getrandom` filled.
    public var randomFills: [RandomFill] { each { if case .randomFill(let value) = $0 { value } else { nil } } }
    /// Output that must differ.
    public var randomPieces: [RandomPieces] { each { if case .randomPieces(let value) = $0 { value } else { nil } } }
    /// States before and after a call.
    public var randomKeystreams: [RandomKeystream] {
        each { if case .randomKeystream(let value) = $0 { value } else { nil } }
    }
    /// Output that lay in a state.
    public var randomTraces: [RandomTraces] { each { if case .randomTraces(let value) = $0 { value } else { nil } } }
    /// The same states twice.
    public var randomRepeats: [RandomRepeats] { each { if case .randomRepeats(let value) = $0 { value } else { nil } } }
    /// Counts in output.
    public var randomStatistics: [RandomStatistics] {
        each { if case .randomStatistics(let value) = $0 { value } else { nil } }
    }
    /// System calls of `getrandom`.
    public var randomServed: [RandomServed] { each { if case .randomServed(let value) = $0 { value } else { nil } } }
    /// How long single calls took.
    public var latencies: [Latency] { each { if case .latency(let value) = $0 { value } else { nil } } }
    /// What the processor counted.
    public var hardware: [HardwareCount] { each { if case .hardware(let value) = $0 { value } else { nil } } }
    /// Calls of several threads at once.
    public var throughputs: [Throughput] { each { if case .throughput(let value) = $0 { value } else { nil } } }
    /// Calls in processes and threads of each kind.
    public var circumstances: [Circumstance] { each { if case .circumstance(let value) = $0 { value } else { nil } } }
    /// What `mprotect(2)` allowed.
    public var protections: [Protection] { each { if case .protection(let value) = $0 { value } else { nil } } }
    /// Whether the mappings could be moved.
    public var relocation: Relocation? { first { if case .relocation(let value) = $0 { value } else { nil } } }
    /// How a signal handler returned with moved mappings.
    public var signalReturn: SignalReturn? { first { if case .signalReturn(let value) = $0 { value } else { nil } } }
    /// What came of calls through `__kernel_vsyscall`.
    public var kernelEntry: KernelEntry? { first { if case .kernelEntry(let value) = $0 { value } else { nil } } }
    /// Where a signal handler returned to.
    public var trampoline: Trampoline? { first { if case .trampoline(let value) = $0 { value } else { nil } } }
    /// Where executions had their images.
    public var placement: Placement? { first { if case .placement(let value) = $0 { value } else { nil } } }
    /// The time namespace that was made, the first if there were several.
    public var namespace: Namespace? { first { if case .namespace(let value) = $0 { value } else { nil } } }
    /// Readings inside a namespace against those outside, each with its namespace.
    public var crossings: [(namespace: Namespace, crossing: Crossing)] {
        var present: Namespace?
        return all.compactMap { observation in
            if case .namespace(let namespace) = observation { present = namespace }
            guard case .crossing(let crossing) = observation, crossing.change == nil, let present else { return nil }
            return (present, crossing)
        }
    }
    /// Readings inside the namespace that a change made against those outside.
    public func crossings(during change: String) -> [Crossing] {
        each { if case .crossing(let value) = $0, value.change == change { value } else { nil } }
    }
    /// What was changed while threads read.
    public var changes: [ClockChange] { each { if case .change(let value) = $0 { value } else { nil } } }
    /// What they saw of each clock.
    public var changedClocks: [ChangedClock] { each { if case .changedClock(let value) = $0 { value } else { nil } } }
    /// What was put right behind each change.
    public var restored: [Restored] { each { if case .restored(let value) = $0 { value } else { nil } } }
    /// Experiments that did not end by themselves.
    public var ended: [Ended] { each { if case .ended(let value) = $0 { value } else { nil } } }
    /// Experiments that the target does not allow.
    public var unobservable: [Unobservable] { each { if case .unobservable(let value) = $0 { value } else { nil } } }
    /// The last line; nil if the report was cut off.
    public var end: End? { first { if case .end(let value) = $0 { value } else { nil } } }

    /// The same machine and image with the behaviour that was observed within the time namespace.
    public var insideNamespace: ObservationSet {
        ObservationSet(
            all.compactMap { fact in
                switch fact {
                case .inside(let inside): inside
                case .probe, .kernel, .clocksource, .cpus, .environment, .auxv, .mapping, .image, .table, .lookup,
                    .function, .node, .end:
                    fact
                default: nil
                }
            })
    }

    /// `AT_SYSINFO_EHDR`, or nil if the kernel gave none.
    public var imageAddress: UInt64? {
        auxv.first { $0.type == 33 }.map(\.value).flatMap { $0 == 0 ? nil : $0 }
    }

    /// Whether the tested image has a place of its own and not the kernel's.
    public var liesBesideKernels: Bool {
        guard start?.chosenImage == true else { return false }
        return all.contains { fact in
            if case .image(let chunk) = fact { chunk.address != imageAddress } else { false }
        }
    }

    /// The bytes of the image, or nil if they are not all there.
    public var imageBytes: [UInt8]? {
        var bytes: [UInt8] = []
        var size: UInt64?
        for case .image(let chunk) in all {
            guard chunk.offset == bytes.count, let decoded = Self.bytes(hex: chunk.hex) else { return nil }
            bytes += decoded
            size = chunk.size
        }
        guard let size, size == bytes.count else { return nil }
        return bytes
    }

    /// The bytes of hexadecimal digits; nil if they are none.
    public static func bytes(hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private func each<Value>(_ extract: (Observation) -> Value?) -> [Value] { all.compactMap(extract) }
    private func first<Value>(_ extract: (Observation) -> Value?) -> Value? { all.lazy.compactMap(extract).first }
}
