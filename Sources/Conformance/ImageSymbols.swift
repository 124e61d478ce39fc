import Expectations
import Results
import VDSOImage

/// The checks of the symbol table as a whole; single exports are judged in `Exports.swift`.
let imageSymbolChecks: [Check] = [
    // Defects A04, A14, A21: a name without a definition; a call that the compiler inserted.
    formCheck(
        "symbols", "defined", "every dynamic symbol is defined", why: "nobody resolves symbols of a vDSO"
    ) { image, _, ask in
        let undefined = image.symbols.filter { !$0.isDefined && !($0.name.isEmpty && $0.binding == "LOCAL") }
        return ask("no undefined symbols").judge(undefined.isEmpty, list(undefined.map(nameOf)))
    },
    // Defects A05, A06: arm kernels blank the names of functions that the machine has no counter for.
    promisedFormCheck(
        "symbols", "named", "nameless-symbols", "exported symbols have names, except where kernels blank them",
        why: "an entry without a name is an export that was taken away, or a damaged string table"
    ) { image, values, ask in
        let nameless = image.symbols.filter { $0.name.isEmpty && $0.binding != "LOCAL" }
        let words = "\(nameless.count) nameless of \(image.symbols.count) symbols"
        return ask("nameless symbols \(values.joined(separator: " or "))")
            .judge(nameless.isEmpty || values.contains("allowed"), words)
    },
    // Defect A01: a symbol count taken from one table misleads.
    formCheck(
        "symbols", "sections-agree", "the section headers lead to the same symbols as the dynamic section",
        why: "debuggers and profilers read sections, programs read segments: they must see the same functions"
    ) { image, _, ask in
        let question = ask("the same symbols both ways")
        guard let others = image.sectionSymbols else {
            return question.skipped("the image has no section headers of symbols")
        }
        let lost = Set(others).subtracting(image.symbols)
        let added = Set(image.symbols).subtracting(others)
        return question.judge(
            lost.isEmpty && added.isEmpty,
            lost.isEmpty && added.isEmpty
                ? "\(others.count) symbols both ways"
                : "only through sections: \(list(lost.map(nameOf).sorted())); "
                    + "only through segments: \(list(added.map(nameOf).sorted()))")
    },
    // Defect A17: sections overlap, symbols no longer point into the text.
    sectionCheck(
        "symbols", "in-text", "every exported function lies in an executable section",
        expected: "functions in executable sections",
        why: "a call goes into data"
    ) { image, question in
        let functions = image.exports.filter { $0.type == "FUNC" }
        let texts = image.sections.filter { $0.isInMemory && $0.isExecutable }.map(\.addresses)
        let outside = functions.filter { symbol in
            !texts.contains { $0.contains(image.codeAddress(of: symbol)) }
        }
        return question.judge(
            outside.isEmpty,
            outside.isEmpty
                ? "\(functions.count) functions" : list(outside.map { "\(nameOf($0)) at \(hex($0.value))" }))
    },
    // Defect A17: sections moved, and symbols kept their numbers.
    sectionCheck(
        "symbols", "sections", "every exported function names the section that it lies in",
        expected: "st_shndx of the section at st_value",
        why: "debuggers, profilers and copies of the image place a symbol by its section"
    ) { image, question in
        let wrong = image.exports.filter { symbol in
            !image.sections.contains {
                $0.index == Int(symbol.section) && $0.addresses.contains(image.codeAddress(of: symbol))
            }
        }
        return question.judge(
            wrong.isEmpty,
            wrong.isEmpty
                ? "\(image.exports.count) symbols" : list(wrong.map { "\(nameOf($0)) names section \($0.section)" }))
    },
    promisedFormCheck(
        "symbols", "visibility", "symbols.other", "exports have default visibility and no other mark in st_other",
        why: "a mark there changes how calls to the symbol are bound, or which registers they may change"
    ) { image, values, ask in
        let marks: UInt8 = values.contains("local-entry") ? 0xe0 : 0
        let strange = image.symbols.filter {
            !$0.name.isEmpty && $0.isDefined && $0.binding != "LOCAL" && $0.other & ~marks != 0
        }
        return ask("STV_DEFAULT, \(values.joined(separator: " or "))").judge(
            strange.isEmpty,
            strange.isEmpty
                ? "\(image.exports.count) exports"
                : list(strange.map { "\(nameOf($0)) \($0.visibility), st_other \(hex($0.other))" }))
    },
    promisedFormCheck(
        "symbols", "thumb", "thumb", "functions are Thumb code, or not, as promised",
        why: "a call with the wrong bit 0 runs in the wrong instruction set"
    ) { image, values, ask in
        let expected = values.contains("yes")
        let strange = image.exports.filter {
            $0.type == "FUNC" && (image.codeAddress(of: $0) != $0.value) != expected
        }
        return ask(expected ? "bit 0 of every function set" : "bit 0 of every function clear").judge(
            strange.isEmpty, strange.isEmpty ? "as expected" : list(strange.map { "\(nameOf($0)) at \(hex($0.value))" })
        )
    },
    // Defect A20: tools that list exports stumble over new ones.
    formCheck(
        "symbols", "unlisted", "every export is listed in the expectations",
        why: "tools that know every export stumble over new ones, and nobody has checked what this one does"
    ) { image, context, ask in
        let listed = Set(context.expectations.exports.map(\.symbol))
        let unlisted = image.exports.filter { !listed.contains($0.name) }.map(\.fullName).sorted()
        let question = ask("only listed exports")
        guard !unlisted.isEmpty else { return question.passed("\(image.exports.count) exports, all listed") }
        return context.expectations.failsOnUnlistedExports || context.settings.isStrict
            ? question.failed(list(unlisted, limit: .max))
            : question.passed(
                "\(unlisted.count) not listed", remarks: unlisted.map { "\($0) is not listed in the expectations" })
    },
]

private func nameOf(_ symbol: Symbol) -> String {
    symbol.name.isEmpty ? "(nameless symbol \(symbol.index))" : symbol.fullName
}
