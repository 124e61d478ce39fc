import Expectations
import Observations
import Results

/// `__kernel_vsyscall`: the way into the kernel that C libraries of i386 take, by whichever instruction the processor has.
/// Programs with a copy of its code, and debuggers, count on every register.
let kernelEntryChecks: [Check] = [
    // Defects B12, C13: registers that only one of the three ways in puts back.
    kernelEntryCheck(
        .callingConvention, "keeps-registers", "a call keeps every register but the result's, and the stack pointer",
        "a program computes with another value after any system call"
    ) { seen, _, question in
        question.judge(
            seen.changed.isEmpty,
            seen.changed.isEmpty
                ? "unchanged in \(seen.calls) calls" : "changed: \(seen.changed.joined(separator: ", "))")
    },
    kernelEntryCheck(
        .callingConvention, "same-as-int80", "a call gives what int $0x80 gives, with no argument to six",
        "system calls fail, or get other arguments"
    ) { seen, _, question in
        guard seen.calls > 0 else { return question.error("no call was made") }
        guard seen.mismatches > 0 else { return question.passed("equal in \(seen.calls) calls") }
        let first = "\(seen.firstNumber ?? -1) gave \(seen.firstResult ?? 0) in place of \(seen.firstExpected ?? 0)"
        return question.failed("different in \(seen.mismatches) of \(seen.calls) calls; the first, number \(first)")
    },
    kernelEntryCheck(
        .exports, "at-sysinfo", "AT_SYSINFO is its address", "C libraries jump to another place at each system call"
    ) { seen, observations, question in
        // The auxiliary vector speaks of the kernel's own image.
        if observations.start?.chosenImage == true {
            return question.skipped("a chosen image is tested, which the kernel did not map")
        }
        guard let entry = observations.auxv.first(where: { $0.type == 32 })?.value, entry != 0 else {
            return question.skipped("there is no AT_SYSINFO")
        }
        let address = (observations.imageAddress ?? 0) &+ seen.symbol
        return question.judge(
            entry == address,
            "AT_SYSINFO 0x\(String(entry, radix: 16)), the symbol 0x\(String(address, radix: 16))")
    },
]

private func kernelEntryCheck(
    _ area: Area, _ property: String, _ meaning: String, _ why: String,
    _ judge: @escaping @Sendable (KernelEntry, ObservationSet, Question) -> CheckResult
) -> Check {
    Check(area: area, subject: "vsyscall", property: property, meaning: meaning, needs: .observations) { context in
        guard let observations = context.observations,
            let evidence = context.evidence(
                of: "vsyscall", experiment: "calling-convention/vsyscall", { $0.kernelEntry })
        else { return [] }
        let question = Question(
            identifier: context.identifier(area, "vsyscall", property), expected: meaning, why: why, location: nil)
        return [question.answer(evidence) { judge($0, observations, question) }]
    }
}
