import Expectations
import Results
import VDSOImage

/// The instructions that processors with guarded control flow ask for where an indirect branch ends: BTI, ENDBR.
///
/// Whether a build has them shows in its code: kernels take the note that would say so out of the image.
let landingPadChecks: [Check] = [
    // Defect B04 is the other side of it: a trampoline that got one, though nobody calls it.
    Check(
        area: .image, property: "landing-pads",
        meaning: "where one exported function begins with a landing pad, all begin with one", needs: .image
    ) { context in
        guard let image = context.image, let promise = context.imagePromise("landing-pads") else { return [] }
        let question = Question(
            identifier: context.identifier(.image, "symbols", "landing-pads"),
            expected: "a landing pad at every exported function, or at none",
            why: "programs that guard their control flow die in the call", location: promise.location.description)
        let exempt = context.imagePromise("landing-pads.exempt")?.values ?? []
        let functions = image.exports.filter { $0.type == "FUNC" && !exempt.contains($0.name) }
        func begins(_ symbol: Symbol, _ pads: [String]) -> Bool {
            pads.contains { pad in image.code(of: symbol, count: pad.utf8.count / 2).map(digits) == pad }
        }
        let marked = functions.filter { begins($0, promise.values) }
        guard !marked.isEmpty else { return [question.skipped("this build has no landing pads")] }
        let accepted = promise.values + (context.imagePromise("landing-pads.accepted")?.values ?? [])
        let bare = functions.filter { !begins($0, accepted) }
        return [
            question.judge(
                bare.isEmpty,
                bare.isEmpty
                    ? "at all of \(functions.count) functions"
                    : "at \(marked.count) of \(functions.count) functions, and not at \(list(bare.map(\.name)))")
        ]
    }
]
