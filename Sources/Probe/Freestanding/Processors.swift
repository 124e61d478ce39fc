import ProbeRuntime

/// `getcpu` on every processor the probe may run on, and with every combination of its pointers.
enum Processors {
    static func run(agreement: Bool, errors: Bool) {
        guard let entry = Functions.tested.getcpu else { return }
        if agreement {
            compareEverywhere(entry)
            ProcessorMoves.run(entry)
        }
        if errors { combinePointers(entry) }
    }

    private static func compareEverywhere(_ entry: UInt64) {
        let allowed = Affinity.current()
        Experiment.run("agreement/getcpu") {
            allowed.forEach { cpu in
                guard Affinity.pin(to: cpu) else {
                    Experiment.unobservable("agreement/getcpu", "cannot run on an allowed processor", 0)
                    return
                }
                compare(entry, pinned: cpu, calls: Effort.current.getcpuCalls)
            }
        }
    }

    /// Processors on which pointers are left out: what is left of the number in a register shows on all but the first.
    private static let processorsAsked: UInt64 = 8
    private static let callsEach: UInt64 = 64

    private static func combinePointers(_ entry: UInt64) {
        let allowed = Affinity.current()
        Experiment.runItems(4, name: { _ in Output.part("errors/getcpu") }) { combination in
            var comparison = Comparison(
                entry: entry, hasCPU: combination & 1 != 0, hasNode: combination & 2 != 0)
            // Pinned, so that both ways must agree.
            allowed.forEach { cpu in
                guard comparison.calls < processorsAsked * callsEach, Affinity.pin(to: cpu) else { return }
                for _ in 0..<callsEach { comparison.compare() }
            }
            if comparison.calls == 0 { comparison.compare() }
            comparison.report(pinned: nil)
        }
    }

    private static func compare(_ entry: UInt64, pinned: Int, calls: UInt64) {
        var comparison = Comparison(entry: entry, hasCPU: true, hasNode: true)
        for _ in 0..<calls { comparison.compare() }
        comparison.report(pinned: pinned)
    }

    /// Calls next to the system call, with the same pointers.
    private struct Comparison {
        let entry: UInt64
        let hasCPU: Bool
        let hasNode: Bool
        private(set) var calls: UInt64 = 0
        private var mismatches: UInt64 = 0
        // Of many calls the first that differs is shown.
        private var vdso = (cpu: UInt32.max, node: UInt32.max)
        private var system = (cpu: UInt32.max, node: UInt32.max)
        private var vdsoResult: Int64 = 0
        private var systemResult = 0

        init(entry: UInt64, hasCPU: Bool, hasNode: Bool) {
            self.entry = entry
            self.hasCPU = hasCPU
            self.hasNode = hasNode
        }

        mutating func compare() {
            var one = (cpu: UInt32.max, node: UInt32.max)
            var other = one
            let result = withUnsafeMutablePointer(to: &one.cpu) { cpu in
                withUnsafeMutablePointer(to: &one.node) { node in
                    callInt(entry, hasCPU ? Int64(address(cpu)) : 0, hasNode ? Int64(address(node)) : 0)
                }
            }
            let expected = withUnsafeMutablePointer(to: &other.cpu) { cpu in
                withUnsafeMutablePointer(to: &other.node) { node in
                    systemCall(NR_getcpu, hasCPU ? address(cpu) : 0, hasNode ? address(node) : 0, 0)
                }
            }
            calls += 1
            let differs = one.cpu != other.cpu || one.node != other.node || result != Int64(expected)
            if differs { mismatches += 1 }
            guard mismatches == 0 || (differs && mismatches == 1) else { return }
            (vdso, system, vdsoResult, systemResult) = (one, other, result, expected)
        }

        func report(pinned: Int?) {
            Output.begin("getcpu")
            if let pinned { Output.field("pinned", pinned) }
            Output.field("cpuPointer", hasCPU)
            Output.field("nodePointer", hasNode)
            Output.field("vdsoResult", vdsoResult)
            Output.field("systemResult", systemResult)
            Output.field("calls", unsigned: calls)
            Output.field("mismatches", unsigned: mismatches)
            if hasCPU {
                Output.field("vdsoCPU", Int64(vdso.cpu))
                Output.field("systemCPU", Int64(system.cpu))
            }
            if hasNode {
                Output.field("vdsoNode", Int64(vdso.node))
                Output.field("systemNode", Int64(system.node))
            }
            Output.end()
        }
    }
}
