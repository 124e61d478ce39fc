public import Foundation

/// A whole report of a probe, as far as it came.
public struct ObservationSet: Sendable, Hashable {
    /// All facts in the order in which they were reported.
    public let all: [Observation]
    /// The same by kind, but for those within the namespace: checks ask for one kind thousands of times.
    private let facts: FactsByKind

    /// Wraps facts.
    public init(_ all: [Observation]) {
        self.all = all
        facts = FactsByKind(all)
    }

    /// Whether the facts are the same, in the same order.
    public static func == (one: ObservationSet, other: ObservationSet) -> Bool { one.all == other.all }

    /// Hashes the facts.
    public func hash(into hasher: inout Hasher) { hasher.combine(all) }

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
        var all: [Observation] = []
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
        self.init(all)
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
    public var start: ProbeStart? { facts.first() }
    /// `uname(2)`.
    public var kernel: Kernel? { facts.first() }
    /// The clocksources.
    public var clocksource: Clocksource? { facts.first() }
    /// The processors.
    public var cpus: CPUs? { facts.first() }
    /// Named facts on the machine.
    public var environment: [Environment] { facts.each() }
    /// The auxiliary vector.
    public var auxv: [AuxiliaryValue] { facts.each() }
    /// The mappings.
    public var mappings: [Mapping] { facts.each() }
    /// The symbol tables.
    public var tables: [HashTable] { facts.each() }
    /// What the symbol tables answer.
    public var lookups: [Lookup] { facts.each() }
    /// Which symbols are called.
    public var functions: [Function] { facts.each() }
    /// The sandwiches.
    public var sandwiches: [Sandwich] { facts.each() }
    /// The sandwiches under disturbance.
    public var disturbed: [DisturbedSandwiches] { facts.each() }
    /// The readings in a row.
    public var streams: [ReadingStream] { facts.each() }
    /// Differences of clocks.
    public var differences: [ClockDifference] { facts.each() }
    /// Coarse clocks before fine ones.
    public var coarsePairs: [CoarsePairs] { facts.each() }
    /// Rates of clocks.
    public var rates: [ClockRate] { facts.each() }
    /// How readings lie between system calls.
    public var offsets: [ClockOffset] { facts.each() }
    /// `clock_getres`.
    public var resolutions: [Resolution] { facts.each() }
    /// `gettimeofday`.
    public var timesOfDay: [TimeOfDay] { facts.each() }
    /// `time`.
    public var timeCalls: [TimeCall] { facts.each() }
    /// `getcpu`.
    public var getcpus: [GetCPU] { facts.each() }
    /// Clock identifiers of every kind.
    public var identifiers: [Identifiers] { facts.each() }
    /// Pointers that lead nowhere.
    public var pointers: [Pointer] { facts.each() }
    /// Calls next to the system call or the contract.
    public var comparedCalls: [ComparedCalls] { facts.each() }
    /// The nodes that the kernel lists.
    public var nodes: [Node] { facts.each() }
    /// `getcpu` while the thread is moved.
    public var processorMoves: [ProcessorMoves] { facts.each() }
    /// Calls that may have slept.
    public var sleeps: [SleepCount] { facts.each() }
    /// Registers and stack after calls.
    public var registers: [Registers] { facts.each() }
    /// How little stack is enough.
    public var stacks: [Stack] { facts.each() }
    /// Functions stepped through.
    public var steps: [Steps] { facts.each() }
    /// Where callers' registers were meanwhile.
    public var frames: [Frames] { facts.each() }
    /// Functions interrupted by themselves.
    public var reentries: [Reentry] { facts.each() }
    /// Served or not.
    public var served: [Served] { facts.each() }
    /// Cost per call.
    public var performance: [Performance] { facts.each() }
    /// What `getrandom` said of its state.
    public var randomParameters: [RandomParameters] { facts.each() }
    /// Calls of `getrandom` next to the system call.
    public var randomCalls: [RandomCalls] { facts.each() }
    /// Buffers that `getrandom` filled.
    public var randomFills: [RandomFill] { facts.each() }
    /// Output that must differ.
    public var randomPieces: [RandomPieces] { facts.each() }
    /// States before and after a call.
    public var randomKeystreams: [RandomKeystream] { facts.each() }
    /// Output that lay in a state.
    public var randomTraces: [RandomTraces] { facts.each() }
    /// The same states twice.
    public var randomRepeats: [RandomRepeats] { facts.each() }
    /// Counts in output.
    public var randomStatistics: [RandomStatistics] { facts.each() }
    /// System calls of `getrandom`.
    public var randomServed: [RandomServed] { facts.each() }
    /// How long single calls took.
    public var latencies: [Latency] { facts.each() }
    /// What the processor counted.
    public var hardware: [HardwareCount] { facts.each() }
    /// Calls of several threads at once.
    public var throughputs: [Throughput] { facts.each() }
    /// Calls in processes and threads of each kind.
    public var circumstances: [Circumstance] { facts.each() }
    /// What `mprotect(2)` allowed.
    public var protections: [Protection] { facts.each() }
    /// Whether the mappings could be moved.
    public var relocation: Relocation? { facts.first() }
    /// How a signal handler returned with moved mappings.
    public var signalReturn: SignalReturn? { facts.first() }
    /// What came of calls through `__kernel_vsyscall`.
    public var kernelEntry: KernelEntry? { facts.first() }
    /// Where a signal handler returned to.
    public var trampoline: Trampoline? { facts.first() }
    /// Where executions had their images.
    public var placement: Placement? { facts.first() }
    /// The time namespace that was made, the first if there were several.
    public var namespace: Namespace? { facts.first() }
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
        facts.each().filter { $0.change == change }
    }
    /// What was changed while threads read.
    public var changes: [ClockChange] { facts.each() }
    /// What they saw of each clock.
    public var changedClocks: [ChangedClock] { facts.each() }
    /// What was put right behind each change.
    public var restored: [Restored] { facts.each() }
    /// Experiments that did not end by themselves.
    public var ended: [Ended] { facts.each() }
    /// Experiments that the target does not allow.
    public var unobservable: [Unobservable] { facts.each() }
    /// The last line; nil if the report was cut off.
    public var end: End? { facts.first() }

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
}
