import CElf

extension ElfFile {
    /// Reads `DT_VERDEF`. The structures are the same in both classes.
    func versionDefinitions(_ dynamic: DynamicSection, _ problems: inout [String]) -> [VersionDefinition] {
        guard let address = dynamic.value(DT_VERDEF), let strings = dynamic.strings else { return [] }
        let count = dynamic.value(DT_VERDEFNUM) ?? 0
        var place = place(of: address)
        var all: [VersionDefinition] = []
        // No index above 0x7fff can be named.
        while all.count < min(count, 0x7fff) {
            guard let here = place, let (definition, next) = versionDefinition(at: here, strings) else {
                problems.append("version definition \(all.count + 1) of \(count) cannot be read")
                break
            }
            all.append(definition)
            if next == 0 { break }
            place = here.advanced(by: UInt64(next))
        }
        if all.count < count && problems.isEmpty {
            problems.append("DT_VERDEFNUM is \(count), but there are \(all.count) version definitions")
        }
        return all
    }

    private func versionDefinition(at place: Place, _ strings: Place) -> (VersionDefinition, next: UInt32)? {
        guard let halves = halves(4, at: place), halves[0] == 1,
            let words = place.advanced(by: 8).flatMap({ self.words(3, at: $0) })
        else { return nil }
        // One name, and one for each parent; more than a few is nonsense.
        var names: [String] = []
        var auxiliary = place.advanced(by: UInt64(words[1]))
        while names.count < min(halves[3], 16) {
            guard let here = auxiliary, let entry = self.words(2, at: here) else { return nil }
            guard let name = string(at: UInt64(entry[0]), in: strings) else { return nil }
            names.append(name)
            if entry[1] == 0 { break }
            auxiliary = here.advanced(by: UInt64(entry[1]))
        }
        let definition = VersionDefinition(
            index: halves[2], flags: halves[1], hash: words[0], name: names.first ?? "",
            parents: Array(names.dropFirst()), nameCount: halves[3], hasNext: words[2] != 0)
        return (definition, words[2])
    }
}
