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
        func put(_ kind: Kind, _ value: any Encodable) throws {
            try container.encode(kind, forKey: .kind)
            try value.encode(to: encoder)
        }
        switch self {
        case .probe(let value): try put(.probe, value)
        case .kernel(let value): try put(.kernel, value)
        case .clocksource(let value): try put(.clocksource, value)
        case .cpus(let value): try put(.cpus, value)
        case .environment(let value): try put(.environment, value)
        case .auxv(let value): try put(.auxv, value)
        case .mapping(let value): try put(.mapping, value)
        case .image(let value): try put(.image, value)
        case .table(let value): try put(.table, value)
        case .lookup(let value): try put(.lookup, value)
        case .function(let value): try put(.function, value)
        case .sandwich(let value): try put(.sandwich, value)
        case .disturbed(let value): try put(.disturbed, value)
        case .stream(let value): try put(.stream, value)
        case .difference(let value): try put(.difference, value)
        case .coarse(let value): try put(.coarse, value)
        case .rate(let value): try put(.rate, value)
        case .offset(let value): try put(.offset, value)
        case .resolution(let value): try put(.resolution, value)
        case .gettimeofday(let value): try put(.gettimeofday, value)
        case .time(let value): try put(.time, value)
        case .getcpu(let value): try put(.getcpu, value)
        case .identifiers(let value): try put(.identifiers, value)
        case .pointer(let value): try put(.pointer, value)
        case .calls(let value): try put(.calls, value)
        case .node(let value): try put(.node, value)
        case .processorMoves(let value): try put(.processorMoves, value)
        case .sleeps(let value): try put(.sleeps, value)
        case .registers(let value): try put(.registers, value)
        case .stack(let value): try put(.stack, value)
        case .steps(let value): try put(.steps, value)
        case .frames(let value): try put(.frames, value)
        case .reentry(let value): try put(.reentry, value)
        case .served(let value): try put(.served, value)
        case .performance(let value): try put(.performance, value)
        case .latency(let value): try put(.latency, value)
        case .throughput(let value): try put(.throughput, value)
        case .hardware(let value): try put(.hardware, value)
        case .randomParameters(let value): try put(.randomParameters, value)
        case .randomCalls(let value): try put(.randomCalls, value)
        case .randomFill(let value): try put(.randomFill, value)
        case .randomPieces(let value): try put(.randomPieces, value)
        case .randomTraces(let value): try put(.randomTraces, value)
        case .randomRepeats(let value): try put(.randomRepeats, value)
        case .randomKeystream(let value): try put(.randomKeystream, value)
        case .randomStatistics(let value): try put(.randomStatistics, value)
        case .randomServed(let value): try put(.randomServed, value)
        case .circumstance(let value): try put(.circumstance, value)
        case .protection(let value): try put(.protection, value)
        case .relocation(let value): try put(.relocation, value)
        case .signalReturn(let value): try put(.signalReturn, value)
        case .trampoline(let value): try put(.trampoline, value)
        case .kernelEntry(let value): try put(.kernelEntry, value)
        case .placement(let value): try put(.placement, value)
        case .namespace(let value): try put(.namespace, value)
        case .crossing(let value): try put(.crossing, value)
        case .change(let value): try put(.change, value)
        case .changedClock(let value): try put(.changedClock, value)
        case .restored(let value): try put(.restored, value)
        case .ended(let value): try put(.ended, value)
        case .unobservable(let value): try put(.unobservable, value)
        case .end(let value): try put(.end, value)
        case .inside(let fact):
            try container.encode(true, forKey: .namespace)
            try fact.encode(to: encoder)
        }
    }
}
