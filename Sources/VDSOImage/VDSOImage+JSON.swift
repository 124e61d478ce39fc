import Foundation

extension VDSOImage: Encodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case architecture, elfClass, isLittleEndian, machine, machineName, type, typeName, entry, flags, header
        case addressBias, size, soname, isEmulators, programHeaders, dynamicTags, symbols, sectionSymbols, versions,
            hashTables
        case relocations, notes, noteProblems, buildID, linuxVersionCode, buildSalt, gnuProperties, unwindHeader
        case frames, sections, problems
    }

    /// Writes everything that is known of the image except its bytes. Addresses and sizes are numbers.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(architecture, forKey: .architecture)
        try container.encode(elfClass, forKey: .elfClass)
        try container.encode(isLittleEndian, forKey: .isLittleEndian)
        try container.encode(machine, forKey: .machine)
        try container.encode(machineName, forKey: .machineName)
        try container.encode(type, forKey: .type)
        try container.encode(typeName, forKey: .typeName)
        try container.encode(entry, forKey: .entry)
        try container.encode(flags, forKey: .flags)
        try container.encode(header, forKey: .header)
        try container.encode(addressBias, forKey: .addressBias)
        try container.encode(size, forKey: .size)
        try container.encode(soname, forKey: .soname)
        try container.encode(isEmulators, forKey: .isEmulators)
        try container.encode(programHeaders, forKey: .programHeaders)
        try container.encode(dynamicTags, forKey: .dynamicTags)
        try container.encode(symbols, forKey: .symbols)
        try container.encode(sectionSymbols, forKey: .sectionSymbols)
        try container.encode(versions, forKey: .versions)
        try container.encode(hashTables, forKey: .hashTables)
        try container.encode(relocations, forKey: .relocations)
        try container.encode(notes, forKey: .notes)
        try container.encode(noteProblems, forKey: .noteProblems)
        try container.encode(buildID, forKey: .buildID)
        try container.encode(linuxVersionCode, forKey: .linuxVersionCode)
        try container.encode(buildSalt, forKey: .buildSalt)
        try container.encode(gnuProperties, forKey: .gnuProperties)
        try container.encode(unwindHeader, forKey: .unwindHeader)
        try container.encode(frames, forKey: .frames)
        try container.encode(sections, forKey: .sections)
        try container.encode(problems, forKey: .problems)
    }

    /// The image as JSON with sorted, lower-case keys (`program_headers`), and a line break at the end.
    ///
    /// - Throws: `EncodingError`; nothing in an image should cause one.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}
