/// What the file of an architecture says of itself: enough to find the file for an image.
public struct ArchitectureHeader: Hashable, Sendable {
    /// The name, for instance `x86_64`.
    public var architecture: String
    /// Who provides the image.
    public var flavour: ExpectationSet.Flavour
    /// `e_machine`, as its number.
    public var machine: UInt16
    /// 32 or 64.
    public var elfClass: Int
    /// The byte order.
    public var isLittleEndian: Bool
    /// Program headers, without `PT_`, that tell its image from another of the same machine and class.
    public var programHeaders: [String]
    /// Program headers, without `PT_`, that its image does not have, to the same end.
    public var absentProgramHeaders: [String]
    /// Where it is written.
    public var location: SourceLocation

    /// Whether an image is one of this architecture.
    ///
    /// - Parameters:
    ///   - machine: The image's `e_machine`.
    ///   - elfClass: 32 or 64.
    ///   - isLittleEndian: The image's byte order.
    ///   - programHeaders: The names of the image's program headers, without `PT_`.
    /// - Returns: Whether all that the header says is true of the image.
    public func matches(machine: UInt16, elfClass: Int, isLittleEndian: Bool, programHeaders: [String]) -> Bool {
        self.machine == machine && self.elfClass == elfClass && self.isLittleEndian == isLittleEndian
            && Set(self.programHeaders).isSubset(of: programHeaders)
            && Set(absentProgramHeaders).isDisjoint(with: programHeaders)
    }
}

/// The head of an architecture's file, with what only its records need.
struct FileHead {
    var header: ArchitectureHeader
    var words: ClocksourceWords
    var failsOnUnlistedExports: Bool

    private enum ELFClass: String, CaseIterable { case small = "32", large = "64" }
    private enum ByteOrder: String, CaseIterable { case little, big }
    private enum Unlisted: String, CaseIterable { case report, fail }

    /// Reads the head; nil if something is missing or wrong.
    init?(_ fields: Fields) {
        let architecture = fields.text("architecture")
        let flavour: ExpectationSet.Flavour? = fields.word("flavour")
        let machine = fields.required("machine", form: "the number of an e_machine") { UInt16($0) }
        let elfClass: ELFClass? = fields.word("class")
        let order: ByteOrder? = fields.word("byte-order")
        let unlisted = fields.word("unlisted-exports", default: Unlisted.report)
        let marks = fields["identified-by"].flatMap {
            Fields($0, keys: FileKeys.identification, of: "\"identified-by\"", fields.mistakes)
        }
        words = ClocksourceWords(
            capable: fields["capable-clocksources"] == nil ? nil : fields.texts("capable-clocksources"),
            incapable: fields["incapable-clocksources"] == nil ? nil : fields.texts("incapable-clocksources"))
        guard let architecture, let flavour, let machine, let elfClass, let order, let unlisted else { return nil }
        failsOnUnlistedExports = unlisted == .fail
        header = ArchitectureHeader(
            architecture: architecture, flavour: flavour, machine: machine, elfClass: elfClass == .large ? 64 : 32,
            isLittleEndian: order == .little, programHeaders: marks?.texts("program-headers") ?? [],
            absentProgramHeaders: marks?.texts("no-program-headers") ?? [], location: fields.location)
    }
}
