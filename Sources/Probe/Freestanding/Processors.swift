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
                compare(entry, pinned: cpu, cpuPointer: true, nodePointer: true, calls: Effort.current.getcpuCalls)
            }
        }
    }

    private static func combinePointers(_ entry: UInt64) {
        let allowed = Affinity.current()
        Experiment.runItems(4, name: { _ in Output.part("errors/getcpu") }) { combination in
            // Pinned, so that both ways must agree.
            var isFirst = true
            allowed.forEach { cpu in
                if isFirst { _ = Affinity.pin(to: cpu) }
                isFirst = false
            }
            compare(
                entry, pinned: nil, cpuPointer: combination & 1 != 0, nodePointer: combination & 2 != 0, calls: 64)
        }
    }

    private static func compare(_ entry: UInt64, pinned: Int?, cpuPointer: Bool, nodePointer: Bool, calls: UInt64) {
        var vdso = (cpu: UInt32.max, node: UInt32.max)
        var system = vdso
        var vdsoResult: Int64 = 0
        var systemResult = 0
        var mismatches: UInt64 = 0
        for _ in 0..<calls {
            var one = (cpu: UInt32.max, node: UInt32.max)
            var other = one
            let result = withUnsafeMutablePointer(to: &one.cpu) { cpu in
                withUnsafeMutablePointer(to: &one.node) { node in
                    callInt(entry, cpuPointer ? Int64(address(cpu)) : 0, nodePointer ? Int64(address(node)) : 0)
                }
            }
            systemResult = withUnsafeMutablePointer(to: &other.cpu) { cpu in
                withUnsafeMutablePointer(to: &other.node) { node in
                    systemCall(NR_getcpu, cpuPointer ? address(cpu) : 0, nodePointer ? address(node) : 0, 0)
                }
            }
            let differs = one.cpu != other.cpu || one.node != other.node || result != Int64(systemResult)
            if differs { mismatches += 1 }
            // Of many calls the first that differs is shown.
            if mismatches == 0 || (differs && mismatches == 1) {
                vdso = one
                system = other
                vdsoResult = result
            }
        }
        Output.begin("getcpu")
        if let pinned { Output.field("pinned", pinned) }
        Output.field("cpuPointer", cpuPointer)
        Output.field("nodePointer", nodePointer)
        Output.field("vdsoResult", vdsoResult)
        Output.field("systemResult", systemResult)
        Output.field("calls", unsigned: calls)
        Output.field("mismatches", unsigned: mismatches)
        if cpuPointer {
            Output.field("vdsoCPU", Int64(vdso.cpu))
            Output.field("systemCPU", Int64(system.cpu))
        }
        if nodePointer {
            Output.field("vdsoNode", Int64(vdso.node))
            Output.field("systemNode", Int64(system.node))
        }
        Output.end()
    }
}
