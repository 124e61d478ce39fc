/// The properties of the sections `image`, `mapping` and `calling-convention`, and what their values may be.
enum PropertyVocabulary {
    /// What a property's value may be.
    enum Values {
        /// One or several of these words.
        case words([String])
        /// One or several texts, for instance names.
        case texts
    }

    /// The properties of a section.
    static func properties(of section: Section) -> [String: Values] {
        switch section {
        case .mapping: mapping
        case .callingConvention: callingConvention
        default: image
        }
    }

    private static let presence = Values.words(["required", "optional", "forbidden"])

    private static let image: [String: Values] = [
        "soname": .texts,
        "entry": .texts,
        "version-nodes": .texts,
        "hash.sysv": presence,
        "hash.gnu": presence,
        "eh-frame-header": .words(["required", "optional", "empty", "absent"]),
        "frame-descriptions": .words(["exports", "text", "some"]),
        "linux-note": presence,
        "build-id": presence,
        "header.flags": .texts,
        "section-headers": presence,
        "symbols.other": .words(["none", "local-entry"]),
        "unwind.entry": .texts,
        "load.flags": .words(["R-X", "RWX"]),
        "load.address": .words(["zero", "any"]),
        "gnu-stack": presence,
        "program-headers.allowed": .texts,
        "dynamic-tags.allowed": .texts,
        "nameless-symbols": .words(["forbidden", "allowed"]),
        "thumb": .words(["yes", "no"]),
        "landing-pads": .texts,
        "landing-pads.accepted": .texts,
        "landing-pads.exempt": .texts,
    ]

    private static let callingConvention: [String: Values] = [
        "stack.bytes": .texts
    ]

    private static let mapping: [String: Values] = [
        "data": .words(["required", "optional", "absent"]),
        "data.names": .texts,
        "data.permissions": .texts,
        "code.permissions": .texts,
        "image.at-mapping-start": .words(["required", "optional"]),
        "sysinfo": presence,
        "auxv": .words(["required", "absent"]),
        "auxv.parameter": .texts,
        "image.placement-bits": .texts,
        "strict": .words(["works", "counter-denied"]),
    ]
}
