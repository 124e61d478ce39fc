import Expectations
import Foundation
import KernelFiles
import VDSOImage

/// Expectations made from images, for a person to review: a start for a new architecture, or what a newer kernel added.
///
/// Only what images show is written. What they lack is said and not written: whether it was lost or left out by a
/// configuration, an image does not tell.
public struct Recorder: Sendable {
    /// The new text of the file.
    public private(set) var text: String
    /// What a person must decide: one line each.
    public private(set) var remarks: [String] = []

    private var images: [FoundImage]
    private var architecture: String

    /// Reads images and writes the file of their architecture.
    ///
    /// - Parameters:
    ///   - paths: files and folders with images; those of one architecture count.
    ///   - wanted: the architecture to record; nil if the images have only one.
    ///   - update: a file to bring up to date; nil to write a new one.
    ///   - directory: the folder with expectations; nil for the one that the file to update lies in, else the project's own.
    /// - Throws: `UsageError`
    public init(
        images paths: [String], architecture wanted: String?, update: String?, directory: String?
    ) throws(UsageError) {
        var all: [FoundImage] = []
        for path in paths { all += try ImageFile(path: path).images() }
        let promises = try Promises(directory: directory ?? update.flatMap(Self.folder), overlays: [])
        func name(_ found: FoundImage) -> String {
            let flavour: ExpectationSet.Flavour = found.image.isEmulators ? .qemuUser : .linux
            return promises.architecture(of: found.image, flavour) ?? found.image.architecture ?? "unknown"
        }
        let names = Set(all.map(name)).sorted()
        guard let chosen = wanted ?? (names.count == 1 ? names[0] : nil), names.contains(chosen) else {
            throw UsageError("choose one architecture with --architecture: there are \(names.joined(separator: ", "))")
        }
        architecture = chosen
        images = all.filter { name($0) == chosen }.sorted { ($0.versionCode ?? 0) < ($1.versionCode ?? 0) }
        text = ""
        if let update {
            guard let old = try? String(contentsOfFile: update, encoding: .utf8) else {
                throw UsageError("\(update): cannot be read")
            }
            let flavour: ExpectationSet.Flavour = images[0].image.isEmulators ? .qemuUser : .linux
            self.update(old, promises.set(architecture, flavour))
        } else {
            write()
        }
    }

    /// FOLDER of FOLDER/linux/ARCHITECTURE.yaml: what is listed there decides what such a file lacks. nil for another place.
    private static func folder(of file: String) -> String? {
        let flavour = URL(fileURLWithPath: file).standardizedFileURL.deletingLastPathComponent()
        guard ExpectationSet.Flavour(rawValue: flavour.lastPathComponent) != nil else { return nil }
        return flavour.deletingLastPathComponent().path
    }

    // MARK: What to write

    private mutating func write() {
        let image = images[0].image
        var file = FileText(
            """
            # Recorded from \(images.map(Self.words).joined(separator: ", ")): review each line.
            architecture: \(architecture)
            flavour: \(image.isEmulators ? "qemu-user" : "linux")
            machine: \(image.machine)
            class: \(image.elfClass)
            byte-order: \(image.isLittleEndian ? "little" : "big")
            include: [../common/linux.yaml]

            exports:
            """)
        file.append(records(isUpdate: false) { _ in false }, to: "exports")
        let nodes = images[images.count - 1].image.versionNodes
        if !nodes.isEmpty {
            file.append(["  - {property: version-nodes, value: [\(nodes.joined(separator: ", "))]}"], to: "image")
        }
        if let soname = image.soname, soname != "linux-vdso.so.1" {
            file.append(["  - {action: change, property: soname, value: \(soname)}"], to: "image")
        }
        text = file.text
    }

    private mutating func update(_ old: String, _ set: ExpectationSet?) {
        let known = set?.exports ?? []
        var file = FileText(old)
        file.append(records(isUpdate: true) { symbol in known.contains { $0.symbol == symbol.name } }, to: "exports")
        text = file.text
        for found in images {
            let situation = Situation(
                kernel: found.versionCode.map { KernelVersion(code: $0) },
                configuration: found.configuration.map { KernelConfiguration(text: $0.text) })
            for export in known where export.presence == .required {
                guard export.conditions.decide(in: situation) == .holds else { continue }
                let there = found.image.exports.filter { $0.name == export.symbol }
                guard let symbol = there.first(where: { $0.version == export.version }) ?? there.first else {
                    remarks.append("\(export.symbol) (\(export.location)) is absent from \(Self.words(found))")
                    continue
                }
                if symbol.version != export.version || !export.types.contains(symbol.type)
                    || symbol.binding != export.binding
                {
                    remarks.append(
                        "\(export.symbol) (\(export.location)) is \(symbol.fullName), \(symbol.binding) \(symbol.type), in "
                            + Self.words(found))
                }
            }
        }
    }

    /// The records of exports that are not known, in the order of their first image; an export that the oldest image lacks
    /// holds since the first that has it.
    private func records(isUpdate: Bool, isKnown: (Symbol) -> Bool) -> [String] {
        var seen: Set<String> = []
        return images.enumerated().flatMap { index, found in
            let exports = found.image.exports.sorted {
                ($0.value, $0.binding, $0.name) < ($1.value, $1.binding, $1.name)
            }
            // An alias belongs to the record of what lies at the same address.
            let mains = exports.filter { symbol in !exports.contains { Self.isAlias(symbol, of: $0) } }
            // What an update adds is newer than the file; what the oldest image of a new file has, has no beginning.
            let since = index > 0 || isUpdate ? found.versionCode.map { KernelVersion(code: $0) } : nil
            return mains.filter { !isKnown($0) && seen.insert($0.name).inserted }.sorted { $0.name < $1.name }.map {
                main in
                Self.record(main, exports.filter { Self.isAlias($0, of: main) }, since: since)
            }
        }
    }

    private static func isAlias(_ symbol: Symbol, of main: Symbol) -> Bool {
        symbol.value == main.value && symbol.version == main.version && symbol.binding == "WEAK"
            && main.binding == "GLOBAL" && main.name.hasSuffix(symbol.name)
    }

    private static func record(_ symbol: Symbol, _ aliases: [Symbol], since: KernelVersion?) -> String {
        let prefixes = ["__vdso_", "__kernel_"]
        let function = prefixes.first(where: symbol.name.hasPrefix).map { symbol.name.dropFirst($0.count) }
        var fields = ["function: \(function ?? symbol.name[...])", "symbol: \(symbol.name)"]
        fields.append("version: \(symbol.version ?? "none")")
        if symbol.binding != "GLOBAL" { fields.append("binding: \(symbol.binding)") }
        if symbol.type != "FUNC" { fields.append("type: \(symbol.type)") }
        if let since { fields.append("since: \(since.major).\(since.minor)") }
        if !aliases.isEmpty {
            fields.append("aliases: [\(aliases.map { "{symbol: \($0.name)}" }.joined(separator: ", "))]")
        }
        return "  - {\(fields.joined(separator: ", "))}"
    }

    private static func words(_ found: FoundImage) -> String {
        let name = URL(fileURLWithPath: found.path).lastPathComponent
        return found.versionCode.map { "\(name) of Linux \(KernelVersion(code: $0))" } ?? name
    }
}
