import Expectations
import Observations
import Results

/// The auxiliary vector and the memory mappings.
let mappingChecks: [Check] = [
    imageCheck("auxv", "elf", "AT_SYSINFO_EHDR points at an ELF header") { context, observations, _, question in
        let question = question("7f 45 4c 46", "loaders refuse the image (defect A08)", nil)
        let evidence =
            observations.imageBytes.map { Evidence.seen($0) } ?? context.absence(of: "image", in: observations)
        return question.answer(evidence) { bytes in
            let magic = bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
            return question.judge(bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]), magic)
        }
    },
    imageCheck("auxv", "page-aligned", "the image begins and ends at a page") { _, observations, mapping, question in
        let page = max(1, observations.start?.pageSize ?? 1)
        return question("multiples of \(page)", "the image cannot be mapped so", nil)
            .judge(
                (observations.imageAddress ?? 1) % page == 0 && mapping.end % page == 0, words(mapping))
    },
    propertyCheck("code", "permissions", "code.permissions", "the image is readable and executable, not writable") {
        _, _, mapping, values, question in
        question("\(values.joined(separator: " or "))", "code that can be changed, or cannot be run")
            .judge(values.contains(mapping.permissions), "\(mapping.permissions) at \(words(mapping))")
    },
    // Defect A08: the data page came first in the mapping.
    propertyCheck("image", "at-mapping-start", "image.at-mapping-start", "the image lies at the start of its mapping") {
        _, observations, mapping, values, question in
        question("AT_SYSINFO_EHDR at the start of [vdso]", "checkpointing tools take the mapping for the image")
            .judge(
                observations.imageAddress == mapping.start || values.contains("optional"),
                "AT_SYSINFO_EHDR 0x\(String(observations.imageAddress ?? 0, radix: 16)), mapping \(words(mapping))")
    },
    imageCheck("image", "single", "one mapping is called [vdso], and the image lies in it") {
        _, observations, mapping, question in
        let named = observations.mappings.filter { $0.name == "[vdso]" }
        return question("one [vdso], around AT_SYSINFO_EHDR", "gdb, perf and CRIU find the image by that name", nil)
            .judge(named == [mapping], named.isEmpty ? "none" : named.map(words).joined(separator: ", "))
    },
    // Defect F03: tools know the names of the data mappings.
    propertyCheck("data", "names", "data.names", "the data mappings beside the image have known names") {
        _, observations, mapping, values, question in
        let data = dataMappings(observations)
        let question = question("\(values.joined(separator: ", ")), next to the image", "tools move or dump half of it")
        let strange = data.filter { !values.contains($0.name) }
        guard strange.isEmpty else { return question.failed(strange.map(words).joined(separator: ", ")) }
        guard !data.isEmpty else { return question.failed("no data mapping") }
        let block = data + [mapping]
        // A report of other people's may say anything: what wraps around is not next to the image.
        let span = (block.map(\.end).max() ?? 0) &- (block.map(\.start).min() ?? 0)
        let size = block.reduce(0) { $0 &+ ($1.end &- $1.start) }
        return question.judge(span == size, block.map(words).joined(separator: ", "))
    },
    propertyCheck("data", "permissions", "data.permissions", "the data mappings can be read and nothing else") {
        _, observations, _, values, question in
        let data = dataMappings(observations)
        return question("\(values.joined(separator: " or "))", "a program could change the time of its own calls")
            .judge(
                data.allSatisfy { values.contains($0.permissions) }, data.map(words).joined(separator: ", "))
    },
    propertyCheck("data", "absent", "data", "there are data mappings beside the image, or none, as promised") {
        _, observations, _, values, question in
        let data = dataMappings(observations)
        if values.contains("optional") {
            return question("a data mapping or none", "").passed(data.map(words).joined(separator: ", "))
        }
        let isAbsent = values.contains("absent")
        return question(isAbsent ? "no data mapping" : "a data mapping", "the image's clocks have no source")
            .judge(data.isEmpty == isAbsent, data.isEmpty ? "none" : data.map(words).joined(separator: ", "))
    },
    propertyCheck("auxv", "sysinfo", "sysinfo", "AT_SYSINFO is there where the architecture has it, and nowhere else") {
        _, observations, _, values, question in
        let entry = observations.auxv.first { $0.type == 32 }
        return question("AT_SYSINFO \(values.joined())", "programs jump to it")
            .judge(
                values.contains("required") ? entry != nil : entry == nil,
                entry.map { "0x\(String($0.value, radix: 16))" } ?? "absent")
    },
]

typealias Ask = (_ expected: String, _ why: String, _ location: String?) -> Question

private func words(_ mapping: Mapping) -> String {
    "\(mapping.name.isEmpty ? "(no name)" : mapping.name) 0x\(String(mapping.start, radix: 16))-"
        + "0x\(String(mapping.end, radix: 16)) \(mapping.permissions)"
}

/// The mappings whose names say that they belong to the vDSO, without the image's own.
private func dataMappings(_ observations: ObservationSet) -> [Mapping] {
    observations.mappings.filter { $0.name.hasPrefix("[vvar") }
}

func mappingCheck(
    _ subject: String, _ property: String, _ meaning: String,
    _ judge: @escaping @Sendable (Context, ObservationSet, Ask) -> CheckResult?
) -> Check {
    Check(area: .mapping, subject: subject, property: property, meaning: meaning, needs: .observations) { context in
        guard let observations = context.observations else { return [] }
        if observations.start?.chosenImage == true {
            let question = Question(
                identifier: context.identifier(.mapping, subject, property), expected: meaning, why: "", location: nil)
            return [question.skipped("a chosen image is tested, which the kernel did not map")]
        }
        let result = judge(context, observations) { expected, why, location in
            Question(
                identifier: context.identifier(.mapping, subject, property), expected: expected, why: why,
                location: location)
        }
        return result.map { [$0] } ?? []
    }
}

extension Question {
    /// The answer where no mapping holds the image: a failure, unless the target does not tell its mappings.
    fileprivate func nowhere(_ address: UInt64, _ observations: ObservationSet) -> CheckResult {
        if let refusal = observations.refusalOfMappings { return skipped(refusal) }
        return failed("0x\(String(address, radix: 16)) lies in no mapping")
    }
}

extension ObservationSet {
    /// Why the target does not tell its mappings, as without `/proc`; nil if it does.
    var refusalOfMappings: String? {
        unobservable.first { $0.experiment == "mapping" }.map { "not observable here: \($0.reason)" }
    }
}

/// A check on the mapping that holds the image.
private func imageCheck(
    _ subject: String, _ property: String, _ meaning: String,
    _ judge: @escaping @Sendable (Context, ObservationSet, Mapping, Ask) -> CheckResult
) -> Check {
    mappingCheck(subject, property, meaning) { context, observations, ask in
        guard let address = observations.imageAddress else {
            return ask(meaning, "", nil).skipped(context.reasonForNoImage)
        }
        guard let mapping = observations.mappings.first(where: { $0.start <= address && address < $0.end }) else {
            return ask(meaning, "", nil).nowhere(address, observations)
        }
        return judge(context, observations, mapping, ask)
    }
}

/// A check against a property of the section `mapping`.
private func propertyCheck(
    _ subject: String, _ property: String, _ key: String, _ meaning: String,
    _ judge:
        @escaping @Sendable (
            Context, ObservationSet, Mapping, [String], (_ expected: String, _ why: String) -> Question
        ) -> CheckResult
) -> Check {
    mappingCheck(subject, property, meaning) { context, observations, ask in
        guard
            let promise = context.expectations.mapping.first(where: {
                $0.property == key && $0.conditions.decide(in: context.situation) == .holds
            })
        else { return nil }
        let location = promise.location.description
        guard let address = observations.imageAddress else {
            return ask(meaning, "", location).skipped(context.reasonForNoImage)
        }
        guard let mapping = observations.mappings.first(where: { $0.start <= address && address < $0.end }) else {
            return ask(meaning, "", location).nowhere(address, observations)
        }
        return judge(context, observations, mapping, promise.values) { ask($0, $1, location) }
    }
}
