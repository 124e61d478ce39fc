public import VDSOImage

/// What changed from one image to another, and whether a program made for the first could notice.
public struct ImageDifference: Sendable {
    /// The changes: exports by name first, then sizes, properties, unwinding.
    public var changes: [Change] = []

    /// Whether an old program could notice any of them.
    public var isIncompatible: Bool { changes.contains(where: \.isIncompatible) }

    /// Compares two images.
    public init(from old: VDSOImage, to new: VDSOImage) {
        compareArchitecture(old, new)
        compareExports(old, new)
        compareProperties(old, new)
        compareUnwinding(old, new)
    }

    private mutating func add(
        _ kind: Change.Kind, _ subject: String, _ before: String?, _ after: String?, breaks: String? = nil
    ) {
        guard before != after else { return }
        changes.append(Change(kind: kind, subject: subject, before: before, after: after, breaks: breaks))
    }

    private mutating func compareArchitecture(_ old: VDSOImage, _ new: VDSOImage) {
        func words(_ image: VDSOImage) -> String {
            let order = image.isLittleEndian ? "little" : "big"
            return "\(image.architecture ?? image.machineName), \(image.elfClass) bit, \(order) endian"
        }
        add(.architecture, "architecture", words(old), words(new), breaks: "programs are made for the other one")
    }

    // MARK: Exports

    /// A program asks for a name and a version. A name without any version, from before versions or by a lookup that
    /// ignores them, finds each that has the name.
    private mutating func compareExports(_ old: VDSOImage, _ new: VDSOImage) {
        let olds = Dictionary(grouping: old.exports, by: \.name)
        let news = Dictionary(grouping: new.exports, by: \.name)
        for name in Set(olds.keys).union(news.keys).sorted() {
            let (before, after) = (olds[name] ?? [], news[name] ?? [])
            if before.count == 1, after.count == 1 {
                compare(before[0], after[0], old, new)
                continue
            }
            for symbol in before where !after.contains(where: { $0.version == symbol.version }) {
                add(
                    .export, symbol.fullName, Self.words(symbol), nil,
                    breaks: after.isEmpty
                        ? "programs that look for \(name) find nothing"
                        : "programs that ask for this version find nothing")
            }
            for symbol in after {
                guard let same = before.first(where: { $0.version == symbol.version }) else {
                    add(.export, symbol.fullName, nil, Self.words(symbol))
                    continue
                }
                compare(same, symbol, old, new)
            }
        }
    }

    private mutating func compare(_ before: Symbol, _ after: Symbol, _ old: VDSOImage, _ new: VDSOImage) {
        let name = before.name
        add(
            .export, "\(name).version", before.version ?? "none", after.version ?? "none",
            breaks: "programs that ask for \(before.fullName) find nothing")
        add(
            .export, "\(name).hidden", before.isHidden ? "yes" : "no", after.isHidden ? "yes" : "no",
            breaks: after.isHidden ? "programs that ask for no version find nothing" : nil)
        // Programs' own lookups take GLOBAL and WEAK alike; some take FUNC only, none refuses it.
        add(.export, "\(name).binding", before.binding, after.binding)
        add(
            .export, "\(name).type", before.type, after.type,
            breaks: after.type == "FUNC" ? nil : "lookups that take functions only, as Go's does, pass over it")
        add(.codeSize, name, "\(before.size)", "\(after.size)")
        let aliases = (Self.aliases(of: before, in: old), Self.aliases(of: after, in: new))
        add(.export, "\(name).same-address-as", aliases.0, aliases.1)
    }

    private static func words(_ symbol: Symbol) -> String { "\(symbol.binding) \(symbol.type), \(symbol.size) bytes" }

    private static func aliases(of symbol: Symbol, in image: VDSOImage) -> String {
        let names = image.exports.filter { $0.value == symbol.value && $0.name != symbol.name }.map(\.name)
        return names.isEmpty ? "nothing" : names.sorted().joined(separator: " ")
    }

    // MARK: The image

    private mutating func compareProperties(_ old: VDSOImage, _ new: VDSOImage) {
        // Debuggers know the image by its name (gdb, perf), programs by its address.
        add(.property, "soname", old.soname ?? "none", new.soname ?? "none")
        for (name, kind) in [("hash.sysv", SymbolHashTable.Kind.sysv), ("hash.gnu", .gnu)] {
            func has(_ image: VDSOImage) -> Bool { image.hashTables.contains { $0.kind == kind } }
            add(
                .property, name, has(old) ? "present" : "absent", has(new) ? "present" : "absent",
                breaks: has(new) ? nil : "programs that know this table only find no symbol")
        }
        let lost = old.versionNodes.filter { !new.versionNodes.contains($0) }
        add(
            .property, "version-nodes", old.versionNodes.joined(separator: " "),
            new.versionNodes.joined(separator: " "),
            breaks: lost.isEmpty ? nil : "programs that ask for \(lost.joined(separator: ", ")) find nothing")
        func entry(_ image: VDSOImage) -> String {
            let names = image.exports.filter { image.entry != 0 && $0.value == image.entry }.map(\.name)
            return names.isEmpty ? "none" : names.joined(separator: " ")
        }
        add(
            .property, "entry", entry(old), entry(new),
            breaks: entry(old) == "none" ? nil : "programs jump to the address in AT_SYSINFO, which is taken from there"
        )
        add(.property, "size", "\(old.size)", "\(new.size)")
        add(.property, "segments", Self.segments(old), Self.segments(new))
        add(.property, "dynamic-tags", Self.tags(old), Self.tags(new))
        add(
            .property, "relocations", old.relocations == new.relocations ? "same" : "of the first",
            old.relocations == new.relocations ? "same" : "of the second",
            breaks: "nobody applies relocations to a vDSO")
        func version(_ image: VDSOImage) -> String {
            image.linuxVersionCode.map { "\($0 >> 16).\($0 >> 8 & 0xff).\($0 & 0xff)" } ?? "none"
        }
        add(.property, "linux-version", version(old), version(new))
        add(.property, "build-salt", old.buildSalt ?? "none", new.buildSalt ?? "none")
        add(.property, "build-id", old.buildID ?? "none", new.buildID ?? "none")
    }

    private static func segments(_ image: VDSOImage) -> String {
        image.programHeaders.map { "\($0.name) \($0.permissions)" }.joined(separator: ", ")
    }

    private static func tags(_ image: VDSOImage) -> String { image.dynamicTags.map(\.name).joined(separator: " ") }

    // MARK: Unwinding

    private mutating func compareUnwinding(_ old: VDSOImage, _ new: VDSOImage) {
        add(
            .unwind, "eh-frame-header", old.unwindHeader == nil ? "absent" : "present",
            new.unwindHeader == nil ? "absent" : "present",
            breaks: new.unwindHeader == nil ? "unwinders find no frame description through the program headers" : nil)
        func covered(_ image: VDSOImage) -> Set<String> {
            guard let frames = image.frames else { return [] }
            return Set(
                image.exports.filter { symbol in
                    let start = image.codeAddress(of: symbol)
                    return symbol.size > 0
                        && frames.gaps(in: start..<(start &+ max(1, symbol.size))).isEmpty
                }.map(\.name))
        }
        let (before, after) = (covered(old), covered(new))
        let both = Set(old.exports.map(\.name)).intersection(new.exports.map(\.name))
        for name in both.sorted() where before.contains(name) != after.contains(name) {
            add(
                .unwind, name, before.contains(name) ? "covered" : "not covered",
                after.contains(name) ? "covered" : "not covered",
                breaks: after.contains(name) ? nil : "backtraces and exceptions from within it end there")
        }
    }
}
