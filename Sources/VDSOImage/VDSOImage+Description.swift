extension VDSOImage: CustomStringConvertible {
    /// All that is known of the image, in sections for people to read. Addresses are relative to the image's first
    /// byte where nothing else is said.
    public var description: String {
        let parts = [
            headerText, segmentsText, dynamicText, versionsText, symbolsText, hashTablesText, relocationsText,
            notesText, unwindText, problemsText,
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var headerText: String {
        let order = isLittleEndian ? "little endian" : "big endian"
        var lines = [
            "\(architecture ?? machineName), \(elfClass) bit, \(order), \(typeName), \(size) bytes",
            "soname        \(soname ?? "none")",
            "entry         \(entry == 0 ? "none" : hexadecimal(entry))",
            "flags         \(hexadecimal(flags))",
        ]
        if addressBias != 0 { lines.append("linked for    \(hexadecimal(addressBias)), taken off all addresses below") }
        if isEmulators { lines.append("made by       qemu-user, by all its marks") }
        return Self.section("Header", lines)
    }

    private var segmentsText: String {
        let rows = programHeaders.map {
            [
                $0.name, $0.permissions, "offset \(hexadecimal($0.offset))", "address \(hexadecimal($0.address))",
                "file \(hexadecimal($0.fileSize))", "memory \(hexadecimal($0.memorySize))",
                "align \(hexadecimal($0.alignment))",
            ]
        }
        return Self.section("Segments", Self.columns(rows))
    }

    private var dynamicText: String {
        let rows = dynamicTags.map { [$0.name, hexadecimal($0.value), $0.text ?? ""] }
        return Self.section("Dynamic", Self.columns(rows))
    }

    private var versionsText: String {
        let rows = versions.map {
            ["\($0.index)", $0.name, $0.isBase ? "base" : "", $0.parents.joined(separator: " ")]
        }
        return Self.section("Versions", Self.columns(rows))
    }

    private var symbolsText: String {
        let rows = symbols.map { symbol in
            let ways = lookupWays.filter { self.lookup(symbol.name, version: symbol.version, by: $0) != nil }
            return [
                hexadecimal(symbol.value), "\(symbol.size)", symbol.binding, symbol.type, symbol.visibility,
                symbol.isDefined ? symbol.isAbsolute ? "absolute" : "section \(symbol.section)" : "undefined",
                symbol.name.isEmpty ? "(nameless)" : symbol.fullName,
                "found by \(ways.map(\.rawValue).joined(separator: ", "))",
            ]
        }
        return Self.section("Symbols", Self.columns(rows))
    }

    private var hashTablesText: String {
        let rows = hashTables.map {
            [
                $0.kind.rawValue, "\($0.bucketCount) buckets", "\($0.reachable.count) symbols",
                "entries of \($0.entrySize) bytes", $0.problem ?? "sound",
            ]
        }
        return Self.section("Hash tables", Self.columns(rows))
    }

    private var relocationsText: String {
        let rows = relocations.effective.map { [$0.table, hexadecimal($0.address), "type \($0.type)"] }
        let count = "\(relocations.count) entries, \(relocations.effectiveCount) with effect"
        return Self.section("Relocations", [count] + Self.columns(rows) + relocations.problems)
    }

    private var notesText: String {
        var lines = Self.columns(notes.map { [$0.owner, "type \(hexadecimal($0.type))", "\($0.content.count) bytes"] })
        if let code = linuxVersionCode {
            lines.append("Linux version  \(code >> 16).\(code >> 8 & 0xff).\(code & 0xff)")
        }
        if let buildSalt { lines.append("build salt     \(buildSalt)") }
        if let buildID { lines.append("build id       \(buildID)") }
        lines += gnuProperties.map { "GNU property   \(hexadecimal($0.type)), \($0.content.count) bytes" }
        return Self.section("Notes", lines + noteProblems)
    }

    private var unwindText: String {
        var lines: [String] = []
        if let header = unwindHeader {
            lines.append(
                "header         version \(header.version), \(header.rows.count) rows, "
                    + (header.isSorted ? "sorted" : "not sorted"))
            if let problem = header.problem { lines.append("header broken  \(problem)") }
        } else {
            lines.append(
                segments(named: "GNU_EH_FRAME").isEmpty ? "header         none" : "header         empty")
        }
        for frame in frames?.frames ?? [] {
            lines.append(
                "frame          \(hexadecimal(frame.range.lowerBound)) to \(hexadecimal(frame.range.upperBound))"
                    + (frame.augmentation.contains("S") ? ", signal frame" : ""))
        }
        if let problem = frames?.problem { lines.append("frames broken  \(problem)") }
        return Self.section("Unwinding", lines)
    }

    private var problemsText: String { Self.section("Problems", problems) }

    private static func section(_ title: String, _ lines: [String]) -> String {
        guard !lines.isEmpty else { return "" }
        return title + "\n" + lines.map { "  \(printable($0))\n" }.joined()
    }

    /// Names come out of the image; a terminal must not obey them.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : $0 }))
    }

    /// Pads cells so that columns align.
    private static func columns(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() }
        return rows.map { row in
            let padded = row.enumerated().map { column, cell in
                cell + String(repeating: " ", count: (widths[column] ?? 0) - cell.count)
            }
            return padded.joined(separator: "  ").trimmingEnd()
        }
    }
}

extension String {
    /// The text without spaces at its end.
    fileprivate func trimmingEnd() -> String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }
}
