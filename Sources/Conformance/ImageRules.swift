import Expectations
import Results
import VDSOImage

/// Makes the question of a rule from what it expects.
typealias AskForm = (_ expected: String) -> Question

/// A rule that every image must keep.
///
/// - Parameters:
///   - subject: What is judged, for instance `load`.
///   - property: The property that ends the identifier.
///   - meaning: One line for `vdso-conformance list`.
///   - why: Why it matters to a program.
///   - judge: The rule; nil where the image has nothing to judge.
/// - Returns: The check.
func formCheck(
    _ subject: String, _ property: String, _ meaning: String, why: String,
    judge: @escaping @Sendable (VDSOImage, Context, AskForm) -> CheckResult?
) -> Check {
    Check(area: .image, subject: subject, property: property, meaning: meaning, needs: .image) { context in
        guard let image = context.image else { return [] }
        let result = judge(image, context) { expected in
            Question(
                identifier: context.identifier(.image, subject, property), expected: expected, why: why,
                location: context.expectations.location.description)
        }
        return result.map { [$0] } ?? []
    }
}

/// A rule about the section headers that every image with such headers must keep. No loader needs them, so without any it
/// is skipped.
///
/// - Parameters:
///   - subject: What is judged, for instance `sections`.
///   - property: The property that ends the identifier.
///   - meaning: One line for `vdso-conformance list`.
///   - expected: What is expected of every image.
///   - why: Why it matters to a program.
///   - judge: The rule.
/// - Returns: The check.
func sectionCheck(
    _ subject: String, _ property: String, _ meaning: String, expected: String, why: String,
    judge: @escaping @Sendable (VDSOImage, Question) -> CheckResult
) -> Check {
    formCheck(subject, property, meaning, why: why) { image, _, ask in
        let question = ask(expected)
        return question.skippedWithoutSections(of: image) ?? judge(image, question)
    }
}

extension Question {
    /// The result where a question about sections cannot be asked; nil where it can.
    func skippedWithoutSections(of image: VDSOImage) -> CheckResult? {
        image.sections.isEmpty ? skipped("the image has no section headers") : nil
    }
}

/// A rule that a record of the section `image` asks for; without such a record there is no result.
///
/// - Parameters:
///   - subject: What is judged, for instance `load`.
///   - property: The property that ends the identifier.
///   - key: The record's property, for instance `load.flags`.
///   - meaning: One line for `vdso-conformance list`.
///   - why: Why it matters to a program.
///   - judge: The rule, given the allowed values; nil where there is nothing to judge.
/// - Returns: The check.
func promisedFormCheck(
    _ subject: String, _ property: String, _ key: String, _ meaning: String, why: String,
    judge: @escaping @Sendable (VDSOImage, [String], AskForm) -> CheckResult?
) -> Check {
    Check(area: .image, subject: subject, property: property, meaning: meaning, needs: .image) { context in
        guard let image = context.image, let promise = context.imagePromise(key) else { return [] }
        let reason = promise.note.isEmpty ? why : "\(why); \(promise.note)"
        let result = judge(image, promise.values) { expected in
            Question(
                identifier: context.identifier(.image, subject, property), expected: expected, why: reason,
                location: promise.location.description)
        }
        return result.map { [$0] } ?? []
    }
}

/// A rule on whether something is there: the record says `required`, `optional` or `forbidden`.
///
/// - Parameters:
///   - subject: What is judged, for instance `hash`.
///   - property: The property that ends the identifier.
///   - key: The record's property, for instance `hash.sysv`.
///   - meaning: One line for `vdso-conformance list`.
///   - why: Why it matters to a program.
///   - find: What there is, in words; nil if it is not there.
/// - Returns: The check.
func presenceCheck(
    _ subject: String, _ property: String, _ key: String, _ meaning: String, why: String,
    find: @escaping @Sendable (VDSOImage) -> String?
) -> Check {
    promisedFormCheck(subject, property, key, meaning, why: why) { image, values, ask in
        let found = find(image)
        let question = ask("\(key) \(values.joined(separator: " or "))")
        guard let presence = values.first.flatMap(Presence.init(rawValue:)), values.count == 1 else {
            return question.error("the value of \(key) is none of required, optional, forbidden")
        }
        return switch (presence, found) {
        case (.required, let found): question.judge(found != nil, found ?? "absent")
        case (.forbidden, let found): question.judge(found == nil, found ?? "absent")
        case (.optional, let found?): question.passed(found)
        case (.optional, nil): question.skipped("optional, not here")
        }
    }
}

extension Context {
    /// The record of the section `image` that holds here; undecided ones judge nothing.
    func imagePromise(_ key: String) -> PropertyExpectation? {
        expectations.image.first { $0.property == key && $0.conditions.decide(in: situation) == .holds }
    }
}

/// `0x` and lower-case digits.
func hex(_ value: some BinaryInteger) -> String { "0x" + String(value, radix: 16) }

/// A range of addresses for people.
func hex(_ range: Range<UInt64>) -> String { "\(hex(range.lowerBound)) to \(hex(range.upperBound))" }

/// A list for people, cut off where it gets long.
func list(_ items: [String], limit: Int = 10) -> String {
    guard !items.isEmpty else { return "none" }
    let shown = items.prefix(limit).joined(separator: ", ")
    return items.count > limit ? "\(shown) and \(items.count - limit) more" : shown
}
