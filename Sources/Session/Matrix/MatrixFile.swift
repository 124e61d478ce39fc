import Expectations
import Foundation
import Targets

/// A matrix as people write it: `kernels`, `machines`, `variants`. docs/matrix.md describes each key.
struct MatrixFile {
    private let folder: URL
    private let mistakes = Mistakes()

    private static let keys = ["kernels", "machines", "variants"]
    private static let kernelKeys = ["name", "kernel", "kconfig", "machines"]
    private static let variantKeys = ["name", "arguments", "cpus", "machines", "kernels"]

    private struct Kernel {
        var name: String
        /// By machine.
        var files: [String: String]
        var configuration: String?
    }

    private struct Variant {
        var name: String?
        var arguments = ""
        var processors: Int?
        var machines: Set<String>?
        var kernels: Set<String>?
    }

    /// Reads a file.
    ///
    /// - Throws: `UsageError`, a line for each mistake with file, line and column.
    static func read(path: String) throws(UsageError) -> MatrixPlan {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let file = MatrixFile(folder: folder)
        let plan = file.plan(path: path)
        do { try file.mistakes.check() } catch { throw UsageError(error) }
        return plan
    }

    private init(folder: URL) { self.folder = folder }

    private func plan(path: String) -> MatrixPlan {
        var plan = MatrixPlan(cells: [])
        let source = SourceFile(path: URL(fileURLWithPath: path).path, name: path)
        guard let text = source.text(from: nil, mistakes),
            let root = YAMLReader(file: path, mistakes: mistakes).read(text),
            let fields = Fields(root, keys: Self.keys, of: "a matrix", mistakes)
        else { return plan }
        let machines = machines(fields)
        let kernels = records(fields, "kernels", isRequired: true).compactMap { kernel($0, machines) }
        let variants =
            [Variant()] + records(fields, "variants").compactMap { variant($0, machines, kernels.map(\.name)) }
        for kernel in kernels {
            for variant in variants where variant.kernels?.contains(kernel.name) ?? true {
                for machine in machines where variant.machines?.contains(machine) ?? true {
                    guard let file = kernel.files[machine] else { continue }
                    plan.cells.append(
                        MatrixCell(
                            kernelName: kernel.name, machine: machine, variant: variant.name, kernel: file,
                            configuration: kernel.configuration, arguments: variant.arguments,
                            processors: variant.processors))
                }
            }
        }
        let twins = Dictionary(grouping: plan.cells, by: \.label).filter { $0.value.count > 1 }.keys.sorted()
        for label in twins { mistakes.add(root.location, "two cells are called \"\(label)\"") }
        if plan.cells.isEmpty, mistakes.found.isEmpty { mistakes.add(root.location, "there is no cell in it") }
        return plan
    }

    // MARK: Parts

    private func machines(_ fields: Fields) -> [String] {
        guard fields["machines"] != nil else {
            mistakes.add(fields.location, "the key \"machines\" is missing")
            return []
        }
        return known(fields, "machines", GuestMachine.names)
    }

    /// The texts of a key, each of which must be one of some.
    private func known(_ fields: Fields, _ key: String, _ all: [String]) -> [String] {
        let texts = fields.texts(key)
        for item in fields[key]?.items ?? [] {
            guard case .scalar(let text) = item.content, !all.contains(text) else { continue }
            mistakes.add(item.location, "\"\(key)\" names \"\(text)\"; there is \(all.joined(separator: ", "))")
        }
        return texts.filter(all.contains)
    }

    private func records(_ fields: Fields, _ key: String, isRequired: Bool = false) -> [YAMLValue] {
        guard let value = fields[key] else {
            if isRequired { mistakes.add(fields.location, "the key \"\(key)\" is missing") }
            return []
        }
        guard case .list(let records) = value.content else {
            mistakes.add(value.location, "\"\(key)\" must be a list, not \(value.kind)")
            return []
        }
        var seen: Set<String> = []
        for record in records {
            guard case .mapping(let entries) = record.content,
                let name = entries.first(where: { $0.key == "name" })?.value, case .scalar(let text) = name.content
            else { continue }
            if !seen.insert(text).inserted { mistakes.add(name.location, "\"\(text)\" is there already") }
        }
        return records
    }

    private func kernel(_ value: YAMLValue, _ machines: [String]) -> Kernel? {
        guard let fields = Fields(value, keys: Self.kernelKeys, of: "a kernel", mistakes), let name = name(fields)
        else { return nil }
        guard let kernel = fields["kernel"] else {
            mistakes.add(fields.location, "the key \"kernel\" is missing")
            return nil
        }
        let own = fields["machines"] == nil ? machines : known(fields, "machines", machines)
        var files: [String: String] = [:]
        if case .mapping(let entries) = kernel.content {
            for entry in entries {
                if !machines.contains(entry.key) {
                    let all = machines.joined(separator: ", ")
                    mistakes.add(entry.location, "\"\(entry.key)\" is none of \"machines\": \(all)")
                }
                files[entry.key] = place(entry.value)
            }
            files = files.filter { own.contains($0.key) }
        } else if let file = place(kernel) {
            files = Dictionary(own.map { ($0, file) }) { first, _ in first }
        }
        let configuration = fields["kconfig"].flatMap { _ in fields.text("kconfig") }.map(absolute)
        return Kernel(name: name, files: files, configuration: configuration)
    }

    private func variant(_ value: YAMLValue, _ machines: [String], _ kernels: [String]) -> Variant? {
        guard let fields = Fields(value, keys: Self.variantKeys, of: "a variant", mistakes), let name = name(fields)
        else { return nil }
        var variant = Variant(name: name, arguments: fields.text("arguments", default: ""))
        let words = variant.arguments.split(separator: " ")
        // What stands behind two dashes is for process 1: the probe.
        let isPlain = variant.arguments.unicodeScalars.allSatisfy { (32..<127).contains($0.value) }
        if let value = fields["arguments"], words.contains("--") || !isPlain {
            mistakes.add(value.location, "\"arguments\" must be words for the kernel, in one line and without \"--\"")
        }
        variant.processors = fields.parsed("cpus", form: "a number from 1 to 64") { text in
            Int(text).flatMap { (1...64).contains($0) ? $0 : nil }
        }
        if variant.arguments.isEmpty, variant.processors == nil {
            mistakes.add(fields.location, "a variant needs \"arguments\" or \"cpus\"")
        }
        if fields["machines"] != nil { variant.machines = Set(known(fields, "machines", machines)) }
        if fields["kernels"] != nil { variant.kernels = Set(known(fields, "kernels", kernels)) }
        return variant
    }

    // MARK: Texts

    /// Names are parts of labels, which must suit files and the names of test classes.
    private func name(_ fields: Fields) -> String? {
        guard let name = fields.text("name") else { return nil }
        let isSound = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
        guard isSound, !name.hasPrefix("-") else {
            mistakes.add(
                fields["name"]?.location ?? fields.location,
                "a name has letters, digits, \"-\" and \"_\", not \"\(name)\"")
            return nil
        }
        return name
    }

    /// A kernel: a file relative to the folder of the matrix, or a place to fetch it from.
    private func place(_ value: YAMLValue) -> String? {
        guard case .scalar(let text) = value.content, !text.isEmpty else {
            mistakes.add(value.location, "a kernel must be a file or fetch:DISTRIBUTION/RELEASE, not \(value.kind)")
            return nil
        }
        let kernel = text.hasPrefix("fetch:") ? text : absolute(text)
        do { _ = try KernelName(kernel) } catch {
            mistakes.add(value.location, "\(error)")
            return nil
        }
        return kernel
    }

    private func absolute(_ path: String) -> String { URL(fileURLWithPath: path, relativeTo: folder).path }
}

extension MatrixPlan {
    /// Reads the file of a matrix.
    ///
    /// - Throws: `UsageError`, a line for each mistake with file, line and column.
    public init(path: String) throws(UsageError) { self = try MatrixFile.read(path: path) }
}
