import Observations

extension Requirement {
    /// What this machine's own vDSO is judged by: its probe, and what the kernel lets the probe do.
    ///
    /// - Parameter native: the target `native`.
    /// - Returns: the probe, and if it ran, each thing it may do or not.
    static func ofThisMachine(_ native: Target) async -> [Requirement] {
        let name = native.name.description
        let loss = "this machine's vDSO cannot be judged"
        if let reason = native.unavailable {
            return [.missing(name, reason, loss: loss, remedy: "install or build the program anew", isEssential: true)]
        }
        do {
            let observed = try await Targets.observe(native, arguments: ["--quick"], deadline: .seconds(120))
            if let problem = observed.problem {
                return [
                    .missing(
                        name, problem, loss: loss,
                        remedy: "vdso-conformance check --target native --save-observations F",
                        isEssential: true)
                ]
            }
            let place = native.surroundings.map { "under \($0.path) \($0.version), " } ?? ""
            let release = observed.observations.kernel?.release ?? "of an unknown release"
            return [.there(name, "the probe runs \(place)on Linux \(release)")]
                + permissions(in: observed.observations)
        } catch {
            return [.missing(name, "\(error)", loss: loss, isEssential: true)]
        }
    }

    /// A thing that the kernel may refuse to the probe, and the experiments by which it shows.
    private struct Permission {
        var name: String
        var finding: String
        var loss: String
        var remedy: String
        var covers: @Sendable (_ experiment: String) -> Bool
    }

    private static let known: [Permission] = [
        Permission(
            name: "seccomp", finding: "the probe may install filters",
            loss: "whether a call is served in user space cannot be told",
            remedy: "in a container allow seccomp(2) and prctl(2), for instance --security-opt seccomp=unconfined"
        ) { $0.hasSuffix(".served") || $0.contains(".strict") },
        Permission(
            name: "ptrace", finding: "the probe may trace its children",
            loss: "instructions are not counted, and registers are not watched at each instruction",
            remedy: "set kernel.yama.ptrace_scope below 3; in a container allow ptrace(2), or add CAP_SYS_PTRACE"
        ) { $0.hasSuffix(".steps") || $0.hasSuffix(".instructions") },
        Permission(
            name: "time-namespaces", finding: "the probe may make time namespaces",
            loss: "clocks in time namespaces (containers with shifted clocks) are not judged",
            remedy: "it takes a kernel with CONFIG_TIME_NS, user.max_user_namespaces above 0, and where they exist "
                + "kernel.unprivileged_userns_clone=1 and kernel.apparmor_restrict_unprivileged_userns=0"
        ) { $0 == "namespaces" || $0.hasPrefix("namespaces/") },
    ]

    /// What the probe could not do, by what it said of its experiments.
    static func permissions(in observations: ObservationSet) -> [Requirement] {
        var rest = observations.unobservable
        var all = known.map { permission in
            let refused = rest.filter { permission.covers($0.experiment) }
            rest.removeAll { permission.covers($0.experiment) }
            guard let first = refused.first else { return Requirement.there(permission.name, permission.finding) }
            return .missing(
                permission.name, "\(first.reason), for \(counted(refused.count))", loss: permission.loss,
                remedy: permission.remedy)
        }
        let processors = observations.cpus?.allowed.count ?? 0
        all.append(
            processors > 1
                ? .there("processors", "the probe may run on \(processors)")
                : .missing(
                    "processors", "there is one only", loss: "readings on two processors are not compared",
                    remedy: "allow more (taskset, cpuset), or give the virtual machine another"))
        rest.removeAll { processors <= 1 && $0.reason.contains("one processor") }
        guard !rest.isEmpty else { return all }
        let reasons = Dictionary(grouping: rest, by: \.reason).map { "\($0.value[0].experiment): \($0.key)" }.sorted()
        all.append(
            .missing(
                "experiments", reasons.joined(separator: "; "), loss: "what these experiments ask is skipped"))
        return all
    }

    private static func counted(_ count: Int) -> String { count == 1 ? "1 experiment" : "\(count) experiments" }
}
