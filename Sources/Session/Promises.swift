import Expectations
import VDSOImage

/// The promises of every architecture. All are read and validated before anything runs, so that a mistake in one file
/// never shows after a long run, or only on another machine.
struct Promises: Sendable {
    private struct Key: Hashable {
        var architecture: String
        var flavour: ExpectationSet.Flavour
    }
    private var sets: [Key: ExpectationSet] = [:]
    private var headers: [ArchitectureHeader]

    /// Reads all files of a folder, and overlays.
    init(directory: String?, overlays: [String]) throws(UsageError) {
        let loader = ExpectationLoader(
            directory: directory ?? ExpectationLoader.defaultDirectory(), overlays: overlays)
        do {
            headers = try loader.headers()
        } catch {
            throw UsageError(error)
        }
        // Every mistake of every file at once; those in a part that several files share, once.
        var mistakes: [Mistake] = []
        for header in headers {
            do {
                sets[Key(architecture: header.architecture, flavour: header.flavour)] = try loader.load(
                    architecture: header.architecture, flavour: header.flavour)
            } catch {
                mistakes += error.mistakes.filter { !mistakes.contains($0) }
            }
        }
        guard mistakes.isEmpty else {
            let rest = mistakes.count - 50
            let shown = mistakes.prefix(50).map(\.description) + (rest > 0 ? ["and \(rest) more"] : [])
            throw UsageError(shown.joined(separator: "\n"))
        }
    }

    /// How many architectures there are promises of, each kernel and each emulator counted.
    var count: Int { sets.count }

    /// What an architecture's vDSO promises; nil if there is no file.
    func set(_ architecture: String, _ flavour: ExpectationSet.Flavour) -> ExpectationSet? {
        sets[Key(architecture: architecture, flavour: flavour)]
    }

    /// The architecture that an image belongs to, as the files' heads tell; nil if it is none of them.
    func architecture(of image: VDSOImage, _ flavour: ExpectationSet.Flavour) -> String? {
        headers.first { header in
            header.flavour == flavour
                && header.matches(
                    machine: image.machine, elfClass: image.elfClass, isLittleEndian: image.isLittleEndian,
                    programHeaders: image.programHeaders.map(\.name))
        }?.architecture
    }

    /// The architecture whose promises hold for a subject: the probe's own, or another with programs of the same kind,
    /// where the image's marks tell the two apart. An arm program may run on kernels of two architectures.
    func architecture(of subject: Subject) -> String? {
        let flavour = subject.decidedFlavour
        func header(_ architecture: String?) -> ArchitectureHeader? {
            headers.first { $0.architecture == architecture && $0.flavour == flavour }
        }
        guard let image = subject.image.image, let own = header(subject.architecture),
            let marked = header(architecture(of: image, flavour)),
            own.machine == marked.machine, own.elfClass == marked.elfClass, own.isLittleEndian == marked.isLittleEndian
        else { return subject.architecture }
        return marked.architecture
    }

    /// Why there are no promises for a subject; nil if there are.
    func absence(for subject: Subject) -> String? {
        let flavour = subject.decidedFlavour
        let known = headers.filter { $0.flavour == flavour }.map(\.architecture).sorted().joined(separator: ", ")
        let choice = "\(flavour.rawValue) has expectations for \(known.isEmpty ? "nothing" : known)"
        guard let architecture = subject.architecture else {
            guard let image = subject.image.image else { return "its architecture is unknown; \(choice)" }
            let order = image.isLittleEndian ? "little" : "big"
            return
                "there are no expectations for an image of \(image.machineName), \(image.elfClass) bit, \(order) endian; "
                + choice
        }
        return set(architecture, flavour) == nil ? "there are no expectations for \(architecture); \(choice)" : nil
    }
}
