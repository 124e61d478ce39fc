import Foundation
import ImageFixtures
import VDSOImage

/// What a fuzzer of a reader begins with: sound inputs, made anew each time from the sources and documents of the project.
struct Seeds {
    let reader: Reader

    /// A name for the file, and what stands in it.
    typealias Seed = (name: String, bytes: [UInt8])

    /// Writes each seed as a file of its own.
    func write(to folder: String) async throws {
        let url = URL(filePath: folder, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        let seeds = try await all()
        guard !seeds.isEmpty else { throw SeedError(description: "there are no seeds for \(reader.rawValue)") }
        for (name, bytes) in seeds { try Data(bytes).write(to: url.appending(path: name)) }
    }

    private func all() async throws -> [Seed] {
        switch reader {
        case .elf: try await Self.images()
        case .notes: try await Self.images().compactMap { try Self.notes(of: $0) }
        case .unwind: try await Self.images().compactMap { try Self.unwindTables(of: $0) }
        case .observations: try Self.observations()
        case .verdicts: [("none", []), ("some", [0, 0, 0, 7, 1, 3, 200, 0, 5])]
        case .yaml: try Self.expectations()
        case .kernels: try await Containers().kernels(Self.images().prefix(3))
        case .archives: try await Containers().archives(Self.images().prefix(2))
        }
    }

    private static func images() async throws -> [Seed] {
        var all: [Seed] = []
        for target in FixtureTarget.allCases { all.append(("\(target)", try await Fixtures.image(target))) }
        return all
    }

    private static func notes(of seed: Seed) throws -> Seed? {
        let image = try VDSOImage(bytes: seed.bytes)
        guard let segment = image.segments(named: "NOTE").first else { return nil }
        let content = seed.bytes[Int(segment.offset)..<Int(segment.offset + segment.fileSize)]
        return (seed.name, Envelope.choices(of: image, division: 0) + content)
    }

    /// The header with its rows, and the entries behind it, at the distances that they had.
    private static func unwindTables(of seed: Seed) throws -> Seed? {
        let image = try VDSOImage(bytes: seed.bytes)
        guard let header = image.segments(named: "GNU_EH_FRAME").first,
            let entries = image.sections.first(where: { $0.name == ".eh_frame" }), entries.offset >= header.offset
        else { return nil }
        let content = seed.bytes[Int(header.offset)..<Int(entries.offset + entries.size)]
        return (seed.name, Envelope.choices(of: image, division: Int(header.fileSize)) + content)
    }

    /// The example of each kind in the document.
    private static func observations() throws -> [Seed] {
        let text = try String(contentsOf: package.appending(path: "docs/observations.md"), encoding: .utf8)
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("{") }
        return lines.enumerated().map { ("\($0)", Array("\($1)\n".utf8)) }
    }

    /// Every shipped file as the file of the architecture `toy`.
    private static func expectations() throws -> [Seed] {
        let folder = package.appending(path: "Expectations")
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".yaml") }.map { name in
            var text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            text.replace(/architecture: .*/.dotMatchesNewlines(false), with: "architecture: toy", maxReplacements: 1)
            text.replace("flavour: qemu-user", with: "flavour: linux")
            if !text.contains("architecture: toy") { text = head + text }
            return (name.replacing("/", with: "-"), Array(text.utf8))
        }
    }

    private static let head = """
        architecture: toy
        flavour: linux
        machine: 1
        class: 64
        byte-order: little
        capable-clocksources: [sundial]

        """

    // Fuzz/Seeds.swift
    private static let package = (0..<2).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
}

/// Why there are no seeds.
struct SeedError: Error, CustomStringConvertible {
    var description: String
}
