import Expectations
import Observations
import Results
import VDSOImage

/// The checks of the dynamic symbols, one result for each promised symbol.
let exportChecks: [Check] = [
    // Defects A04, A05, A06, A21, B10: exports that are missing, undefined, or should have gone.
    Check(
        area: .exports, property: "present", meaning: "the symbol is exported, or not, as promised", needs: .image
    ) { context in
        context.promisedExports.compactMap { presence(of: $0, in: context) }
    },
    // Defect H10: programs compare version strings exactly.
    exportCheck(
        "version", "the symbol has the promised version", why: "programs ask for a symbol together with its version"
    ) { export, ask in
        ask(export.promise.version).judge(
            export.symbol.version == export.promise.version && !export.symbol.isHidden,
            (export.symbol.version ?? "none") + (export.symbol.isHidden ? ", hidden" : ""))
    },
    exportCheck(
        "binding", "the symbol has the promised binding",
        why: "a weak name gives way to the C library's, a global one does not"
    ) { export, ask in
        ask(export.promise.binding).judge(export.symbol.binding == export.promise.binding, export.symbol.binding)
    },
    exportCheck(
        "type", "the symbol has a promised type", why: "loaders and programs look for functions"
    ) { export, ask in
        ask(export.promise.types.joined(separator: " or "))
            .judge(export.promise.types.contains(export.symbol.type), export.symbol.type)
    },
    exportCheck(
        "alias", "an alias lies where the symbol lies that it stands for",
        why: "the two names promise the same function"
    ) { export, ask in
        guard let name = export.promise.aliasOf else { return nil }
        let question = ask("the address and size of \(name)")
        guard let other = export.image.exports.first(where: { $0.name == name }) else {
            return question.failed("\(place(export.symbol)), but there is no \(name)")
        }
        return question.judge(
            other.value == export.symbol.value && other.size == export.symbol.size,
            "\(place(export.symbol)); \(name): \(place(other))")
    },
    // Defects A04, B14: profilers tell functions apart by their sizes.
    exportCheck(
        "size", "the symbol says how long the function is",
        why: "profilers and debuggers do not know which function an address belongs to"
    ) { export, ask in
        // The return trampolines of signals are typeless in some kernels, and have no size there.
        ask(export.symbol.type == "NOTYPE" ? "any size" : "more than 0 bytes")
            .judge(export.symbol.size > 0 || export.symbol.type == "NOTYPE", "\(export.symbol.size) bytes")
    },
    // Defects A04, A22: values that are no offsets into the image.
    exportCheck(
        "inside", "the function lies inside the executable segment", why: "a call goes into nowhere"
    ) { export, ask in
        let image = export.image
        let start = image.codeAddress(of: export.symbol)
        let segments = image.loads.filter(\.isExecutable)
        let isInside = segments.contains { segment in
            let first = segment.address &- image.addressBias
            return start >= first && start - first < segment.fileSize
                && export.symbol.size <= segment.fileSize - (start - first)
        }
        return ask("inside an executable PT_LOAD").judge(
            isInside && !export.symbol.isAbsolute,
            place(export.symbol) + (export.symbol.isAbsolute ? ", absolute" : "")
                + "; image of \(hex(image.size)) bytes")
    },
    // Defects A01, A02, A03: a symbol that one table does not lead to.
    exportCheck(
        "tables", "every hash table and a scan lead to the same symbol",
        why: "which table a program looks through is its own choice"
    ) { export, ask in
        let image = export.image
        let found = image.lookupWays.map {
            ($0, image.lookup(export.symbol.name, version: export.symbol.version, by: $0))
        }
        let isAlike = found.allSatisfy { $0.1 == export.symbol } && image.lookupWays.count > 1
        return ask("\(place(export.symbol)) through each of \(list(image.lookupWays.map(\.rawValue)))").judge(
            isAlike, found.map { "\($0.0.rawValue): \($0.1.map(place) ?? "not found")" }.joined(separator: "; "))
    },
    // Defects A01, A03, A22: two independent readers that see different symbols.
    Check(
        area: .exports, property: "probe-agrees",
        meaning: "the probe, which looks symbols up in memory, sees the same symbol as libelf", needs: .image
    ) { context in
        guard let observations = context.observations, observations.imageAddress != nil else { return [] }
        return context.judgedExports.map { agreement($0, observations, context) }
    },
]

/// A promised symbol that the image has, and the record that is decisive for it.
struct JudgedExport {
    var promise: ExportExpectation
    var symbol: Symbol
    var image: VDSOImage
}

/// A rule on the form of every export that is there.
func exportCheck(
    _ property: String, _ meaning: String, why: String,
    judge: @escaping @Sendable (JudgedExport, AskForm) -> CheckResult?
) -> Check {
    Check(area: .exports, property: property, meaning: meaning, needs: .image) { context in
        context.judgedExports.compactMap { export in
            judge(export) { expected in
                Question(
                    identifier: context.identifier(.exports, export.promise.symbol, property), expected: expected,
                    why: why, location: export.promise.location.description)
            }
        }
    }
}

private func place(_ symbol: Symbol) -> String { "\(hex(symbol.value)), \(symbol.size) bytes" }

/// Compares what the probe found with what libelf reads.
private func agreement(_ export: JudgedExport, _ observations: ObservationSet, _ context: Context) -> CheckResult {
    let symbol = export.symbol
    let question = Question(
        identifier: context.identifier(.exports, symbol.name, "probe-agrees"),
        expected: "\(place(symbol)), \(symbol.version ?? "no version"), \(symbol.binding) \(symbol.type)",
        why: "one of two independent readers is wrong, or the image is ambiguous",
        location: export.promise.location.description)
    guard !observations.lookups.isEmpty else { return question.error("the probe reported no symbols") }
    let present = Set(observations.tables.filter(\.present).map(\.table) + [.scan])
    let lookups = observations.lookups.filter { $0.symbol == symbol.name && present.contains($0.table) }
    let isSame = lookups.allSatisfy {
        $0.found && $0.value == symbol.rawValue && $0.size == symbol.size && $0.version == symbol.version
            && $0.info == symbol.info && $0.other == symbol.other && $0.section == symbol.section
    }
    let words = lookups.map {
        $0.found
            ? "\($0.table.rawValue): \(hex($0.value)), \($0.size) bytes, \($0.version ?? "no version"), info \(hex($0.info))"
            : "\($0.table.rawValue): not found"
    }
    return question.judge(isSame && !lookups.isEmpty, list(words))
}
