import Foundation

/// Reads expectations: the file of an architecture, what it includes, the known issues, and overlays.
///
/// Files are `DIRECTORY/linux/ARCHITECTURE.yaml` and `DIRECTORY/qemu-user/ARCHITECTURE.yaml`; `README.md` beside them
/// documents their form. They may be hostile: their size, depth and number are bounded, anchors are refused.
public struct ExpectationLoader: Sendable {
    /// The directory that holds `linux/` and `qemu-user/`.
    public var directory: String
    /// Files that change single records, applied in this order.
    public var overlays: [String]
    /// What was read; a changed file is seen by a new loader.
    let files = ReadFiles()

    /// Makes a loader; reads nothing yet.
    public init(directory: String, overlays: [String] = []) {
        self.directory = directory
        self.overlays = overlays
    }

    /// More than any architecture needs.
    static let maximumFiles = 32

    /// The architectures that there are files for, in alphabetical order.
    ///
    /// - Throws: `ExpectationsError` if the directory cannot be read or holds none.
    public func available() throws(ExpectationsError) -> [(
        flavour: ExpectationSet.Flavour, architecture: String
    )] {
        guard (try? FileManager.default.contentsOfDirectory(atPath: directory)) != nil else {
            throw ExpectationsError(mistakes: [Mistake(file: directory, "is no directory that can be read")])
        }
        let found = ExpectationSet.Flavour.allCases.flatMap { flavour in
            let names = try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(flavour.rawValue)")
            return (names ?? []).sorted().filter { $0.hasSuffix(".yaml") && $0.utf8.count > 5 }.map {
                (flavour: flavour, architecture: String($0.dropLast(5)))
            }
        }
        guard !found.isEmpty else {
            throw ExpectationsError(mistakes: [
                Mistake(file: directory, "holds no expectations: no linux/ARCHITECTURE.yaml, no qemu-user/…")
            ])
        }
        return found
    }

    /// What every file says of itself, to find the one for an image.
    ///
    /// - Throws: `ExpectationsError` with every mistake in the files' heads.
    public func headers() throws(ExpectationsError) -> [ArchitectureHeader] {
        let mistakes = Mistakes()
        let heads = try available().compactMap { flavour, architecture in
            head(of: file(architecture, flavour), architecture, flavour, mistakes)?.head?.header
        }
        try mistakes.check()
        return heads
    }

    /// Everything that is promised of one architecture's vDSO.
    ///
    /// - Throws: `ExpectationsError` with every mistake in the files that were read.
    public func load(
        architecture: String, flavour: ExpectationSet.Flavour
    ) throws(ExpectationsError) -> ExpectationSet {
        let choices = try available().filter { $0.flavour == flavour }.map(\.architecture)
        let source = file(architecture, flavour)
        guard choices.contains(architecture) else {
            let known = choices.joined(separator: ", ")
            throw ExpectationsError(mistakes: [Mistake(file: source.name, "does not exist; there are \(known)")])
        }
        let mistakes = Mistakes()
        let main = head(of: source, architecture, flavour, mistakes)
        var reading = Reading(loader: self, mistakes: mistakes)
        let knownIssues = SourceFile(path: "\(root)/known-issues.yaml", name: short("known-issues.yaml"))
        if FileManager.default.fileExists(atPath: knownIssues.path) {
            reading.read(ExpectationFile(knownIssues, .part, in: files, mistakes), ancestors: [knownIssues])
        }
        reading.read(main?.file, ancestors: [source])
        let target = "\(flavour.rawValue)/\(architecture)"
        let changes = overlays.compactMap { overlay($0, target, mistakes) }
        for file in changes where mistakes.found.isEmpty { reading.records.apply(file.records, mistakes) }
        guard let main, let head = main.head, mistakes.found.isEmpty else { throw mistakes.error }
        let set = reading.records.expectations(head, main.file.fields.location, mistakes)
        try mistakes.check()
        return set
    }
}
