import Expectations
import Observations
import Results

/// Whether there is a vDSO at all. Who runs a kernel may have taken it away, and then its absence is a promise.
let presenceChecks: [Check] = [
    // Defects A07, I01: programs find the vDSO through this entry alone.
    mappingCheck("auxv", "present", "AT_SYSINFO_EHDR is there and not 0") { context, observations, ask in
        let question = ask("AT_SYSINFO_EHDR", "no program finds the vDSO: every call is a system call", nil)
        if observations.imageAddress == nil, let reason = context.excuse { return question.skipped(reason.words) }
        return question.judge(observations.imageAddress != nil, words(observations.imageAddress))
    },
    mappingCheck("auxv", "absent", "AT_SYSINFO_EHDR is absent where the kernel was told or built to leave it out") {
        context, observations, ask in
        guard let excuse = context.excuse else { return nil }
        return ask("no AT_SYSINFO_EHDR: \(excuse.words)", "a machine has a vDSO that was to have none", excuse.location)
            .judge(observations.imageAddress == nil, words(observations.imageAddress))
    },
]

private func words(_ address: UInt64?) -> String { address.map { "0x\(String($0, radix: 16))" } ?? "absent or 0" }

/// Why there need not be a vDSO.
private struct Excuse {
    var words: String
    /// Where it is written that this is one.
    var location: String
}

extension Context {
    /// The kernel's command line or configuration, where it leaves the vDSO out.
    fileprivate var excuse: Excuse? {
        let promises = expectations.mapping.filter { $0.conditions.decide(in: situation) == .holds }
        for promise in promises where promise.property == "auxv.parameter" {
            for parameter in promise.values where value(ofParameter: parameter) == "0" {
                return Excuse(
                    words: "the kernel's command line says \(parameter)=0", location: promise.location.description)
            }
        }
        let absent = promises.first { $0.property == "auxv" && $0.values.contains("absent") }
        return absent.map {
            Excuse(
                words: "the kernel's configuration leaves the vDSO out"
                    + ($0.conditions.configuration.map { " (\($0))" } ?? ""), location: $0.location.description)
        }
    }

    private func value(ofParameter name: String) -> String? {
        observations?.environment.first { $0.name == "kernel.command-line.\(name)" }?.value
    }

    /// Why nothing of a vDSO can be judged.
    var reasonForNoImage: String { "there is no vDSO" + (excuse.map { " (\($0.words))" } ?? "") }
}
