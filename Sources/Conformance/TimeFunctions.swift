import Expectations
import Results
import VDSOImage

/// 32-bit images have functions of 32-bit and of 64-bit time. Programs look for the newer one and take what they find for
/// as good as the older one.
let timeFunctionChecks: [Check] = [
    // Defect A05: of the functions that a machine without a usable counter hides, one was forgotten.
    Check(
        area: .exports, subject: "time", property: "together",
        meaning: "where there is 64-bit time beside 32-bit time, all promised functions of time are there, or none",
        needs: .image
    ) { context in
        let functions = ["gettimeofday"] + ClockFunctions.all
        let promises = context.promisedExports.filter { promise in
            promise.decision == .holds && promise.record.presence != .forbidden && promise.record.aliasOf == nil
                && functions.contains(promise.record.function)
        }
        guard promises.contains(where: { $0.record.function == "clock_gettime64" }) else { return [] }
        let exports = Set(context.judgedExports.map(\.promise.symbol))
        let there = promises.map(\.record.symbol).filter(exports.contains)
        let missing = promises.map(\.record.symbol).filter { !there.contains($0) }
        let question = Question(
            identifier: context.identifier(.exports, "time", "together"),
            expected: "all of \(promises.map(\.record.symbol).joined(separator: ", ")), or none",
            why: "programs take a function for usable that the kernel meant to hide",
            location: promises.first?.record.location.description)
        return [
            question.judge(
                there.isEmpty || missing.isEmpty,
                missing.isEmpty
                    ? "all are there"
                    : there.isEmpty ? "none is there" : "there is no \(missing.joined(separator: ", "))")
        ]
    }
]
