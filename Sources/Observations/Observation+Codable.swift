import Foundation

extension Observation: Codable {
    enum Kind: String, Codable, CaseIterable {
        case probe, kernel, clocksource, cpus, environment, auxv, mapping, image, table, lookup, function, sandwich
        case disturbed, stream, difference, coarse, rate, offset
        case resolution, gettimeofday, time, getcpu, identifiers, pointer, registers, stack, steps, frames
        case reentry, trampoline
        case served, performance
        case circumstance, protection, relocation, placement, namespace, crossing, ended, unobservable, end
        case latency, throughput, hardware, calls, node, sleeps, change, restored
        case changedClock = "changed-clock"
        case processorMoves = "processor-moves"
        case randomParameters = "random-parameters"
        case randomCalls = "random-calls"
        case randomFill = "random-fill"
        case randomPieces = "random-pieces"
        case randomTraces = "random-traces"
        case randomRepeats = "random-repeats"
        case randomKeystream = "random-keystream"
        case randomStatistics = "random-statistics"
        case randomServed = "random-served"
        case signalReturn = "signal-return"
        case kernelEntry = "kernel-entry"
    }
    private enum Key: String, CodingKey { case kind, namespace }

    /// Reads the fact behind `kind`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let fact = try Self.fact(container.decode(Kind.self, forKey: .kind), decoder)
        self = try container.decodeIfPresent(Bool.self, forKey: .namespace) == true ? .inside(fact) : fact
    }

    private static func fact(_ kind: Kind, _ decoder: any Decoder) throws -> Observation {
        switch kind {
        case .probe: .probe(try .init(from: decoder))
        case .kernel: .kernel(try .init(from: decoder))
        case .clocksource: .clocksource(try .init(from: decoder))
        case .cpus: .cpus(try .init(from: decoder))
        case .environment: .environment(try .init(from: decoder))
        case .auxv: .auxv(try .init(from: decoder))
        case .mapping: .mapping(try .init(from: decoder))
        case .image: .image(try .init(from: decoder))
        case .table: .table(try .init(from: decoder))
        case .lookup: .lookup(try .init(from: decoder))
        case .function: .function(try .init(from: decoder))
        case .sandwich: .sandwich(try .init(from: decoder))
        case .disturbed: .disturbed(try .init(from: decoder))
        case .stream: .stream(try .init(from: decoder))
        case .difference: .difference(try .init(from: decoder))
        case .coarse: .coarse(try .init(from: decoder))
        case .rate: .rate(try .init(from: decoder))
        case .offset: .offset(try .init(from: decoder))
        case .resolution: .resolution(try .init(from: decoder))
        case .gettimeofday: .gettimeofday(try .init(from: decoder))
        case .time: .time(try .init(from: decoder))
        case .getcpu: .getcpu(try .init(from: decoder))
        case .identifiers: .identifiers(try .init(from: decoder))
        case .pointer: .pointer(try .init(from: decoder))
        case .calls: .calls(try .init(from: decoder))
        case .node: .node(try .init(from: decoder))
        case .processorMoves: .processorMoves(try .init(from: decoder))
        case .sleeps: .sleeps(try .init(from: decoder))
        case .registers: .registers(try .init(from: decoder))
        case .stack: .stack(try .init(from: decoder))
        case .steps: .steps(try .init(from: decoder))
        case .frames: .frames(try .init(from: decoder))
        case .reentry: .reentry(try .init(from: decoder))
        case .served: .served(try .init(from: decoder))
        case .performance: .performance(try .init(from: decoder))
        case .latency: .latency(try .init(from: decoder))
        case .throughput: .throughput(try .init(from: decoder))
        case .hardware: .hardware(try .init(from: decoder))
        case .randomParameters: .randomParameters(try .init(from: decoder))
        case .randomCalls: .randomCalls(try .init(from: decoder))
        case .randomFill: .randomFill(try .init(from: decoder))
        case .randomPieces: .randomPieces(try .init(from: decoder))
        case .randomTraces: .randomTraces(try .init(from: decoder))
        case .randomRepeats: .randomRepeats(try .init(from: decoder))
        case .randomKeystream: .randomKeystream(try .init(from: decoder))
        case .randomStatistics: .randomStatistics(try .init(from: decoder))
        case .randomServed: .randomServed(try .init(from: decoder))
        case .circumstance: .circumstance(try .init(from: decoder))
        case .protection: .protection(try .init(from: decoder))
        case .relocation: .relocation(try .init(from: decoder))
        case .signalReturn: .signalReturn(try .init(from: decoder))
        case .trampoline: .trampoline(try .init(from: decoder))
        case .kernelEntry: .kernelEntry(try .init(from: decoder))
        case .placement: .placement(try .init(from: decoder))
        case .namespace: .namespace(try .init(from: decoder))
        case .crossing: .crossing(try .init(from: decoder))
        case .change: .change(try .init(from: decoder))
        case .changedClock: .changedClock(try .init(from: decoder))
        case .restored: .restored(try .init(from: decoder))
        case .ended: .ended(try .init(from: decoder))
        case .unobservable: .unobservable(try .init(from: decoder))
        case .end: .end(try .init(from: decoder))
        }
    }

    /// Writes the fact with its `kind`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        if case .inside(let fact) = self {
            try container.encode(true, forKey: .namespace)
            return try fact.encode(to: encoder)
        }
        let (kind, value) = content
        try container.encode(kind, forKey: .kind)
        try value.encode(to: encoder)
    }

    /// What is said, and its kind; of a fact within the namespace that fact.
    var content: (kind: Kind, value: any Codable & Sendable) {
        switch self {
        case .probe(let value): (.probe, value)
        case .kernel(let value): (.kernel, value)
        case .clocksource(let value): (.clocksource, value)
        case .cpus(let value): (.cpus, value)
        case .environment(let value): (.environment, value)
        case .auxv(let value): (.auxv, value)
        case .mapping(let value): (.mapping, value)
        case .image(let value): (.image, value)
        case .table(let value): (.table, value)
        case .lookup(let value): (.lookup, value)
        case .function(let value): (.function, value)
        case .sandwich(let value): (.sandwich, value)
        case .disturbed(let value): (.disturbed, value)
        case .stream(let value): (.stream, value)
        case .difference(let value): (.difference, value)
        case .coarse(let value): (.coarse, value)
        case .rate(let value): (.rate, value)
        case .offset(let value): (.offset, value)
        case .resolution(let value): (.resolution, value)
        case .gettimeofday(let value): (.gettimeofday, value)
        case .time(let value): (.time, value)
        case .getcpu(let value): (.getcpu, value)
        case .identifiers(let value): (.identifiers, value)
        case .pointer(let value): (.pointer, value)
        case .calls(let value): (.calls, value)
        case .node(let value): (.node, value)
        case .processorMoves(let value): (.processorMoves, value)
        case .sleeps(let value): (.sleeps, value)
        case .registers(let value): (.registers, value)
        case .stack(let value): (.stack, value)
        case .steps(let value): (.steps, value)
        case .frames(let value): (.frames, value)
        case .reentry(let value): (.reentry, value)
        case .served(let value): (.served, value)
        case .performance(let value): (.performance, value)
        case .latency(let value): (.latency, value)
        case .throughput(let value): (.throughput, value)
        case .hardware(let value): (.hardware, value)
        case .randomParameters(let value): (.randomParameters, value)
        case .randomCalls(let value): (.randomCalls, value)
        case .randomFill(let value): (.randomFill, value)
        case .randomPieces(let value): (.randomPieces, value)
        case .randomTraces(let value): (.randomTraces, value)
        case .randomRepeats(let value): (.randomRepeats, value)
        case .randomKeystream(let value): (.randomKeystream, value)
        case .randomStatistics(let value): (.randomStatistics, value)
        case .randomServed(let value): (.randomServed, value)
        case .circumstance(let value): (.circumstance, value)
        case .protection(let value): (.protection, value)
        case .relocation(let value): (.relocation, value)
        case .signalReturn(let value): (.signalReturn, value)
        case .trampoline(let value): (.trampoline, value)
        case .kernelEntry(let value): (.kernelEntry, value)
        case .placement(let value): (.placement, value)
        case .namespace(let value): (.namespace, value)
        case .crossing(let value): (.crossing, value)
        case .change(let value): (.change, value)
        case .changedClock(let value): (.changedClock, value)
        case .restored(let value): (.restored, value)
        case .ended(let value): (.ended, value)
        case .unobservable(let value): (.unobservable, value)
        case .end(let value): (.end, value)
        case .inside(let fact): fact.content
        }
    }
}
