import CElf

/// One vDSO ELF image, read with libelf: what a loader sees through the program headers and the dynamic section, and
/// beside it what the section headers say.
///
/// Images may be hostile: what cannot be read is left out and named in `problems`; only an image without a sound ELF
/// header, program headers or segments is refused.
public struct VDSOImage: Hashable, Sendable {
    /// The bytes that were read.
    public var bytes: [UInt8]
    /// 32 or 64 (`EI_CLASS`).
    public var elfClass: Int
    /// Whether the byte order is little endian (`EI_DATA`).
    public var isLittleEndian: Bool
    /// `e_machine`.
    public var machine: UInt16
    /// `e_machine` in words without `EM_`.
    public var machineName: String
    /// `e_type`: 3 for a shared object.
    public var type: UInt16
    /// `e_type` in words without `ET_`.
    public var typeName: String
    /// `e_entry` relative to the image's first byte; 0 if there is none.
    public var entry: UInt64
    /// `e_flags`.
    public var flags: UInt32
    /// The other words of the ELF header.
    public var header: FileHeader
    /// What was taken off every address: the address that the first `PT_LOAD` is linked for. 0 for Linux; emulators
    /// relocate their images in place.
    public var addressBias: UInt64
    /// The segments.
    public var programHeaders: [ProgramHeader]
    /// The entries of the dynamic section before `DT_NULL`.
    public var dynamicTags: [DynamicTag]
    /// `DT_SONAME`.
    public var soname: String?
    /// The dynamic symbols as a loader sees them, without the empty first entry.
    public var symbols: [Symbol]
    /// The dynamic symbols as the section headers say; nil if no section holds any.
    public var sectionSymbols: [Symbol]?
    /// The versions that the image defines.
    public var versions: [VersionDefinition]
    /// The hash tables that the dynamic section names.
    public var hashTables: [SymbolHashTable]
    /// The dynamic relocations.
    public var relocations: Relocations
    /// The notes of every `PT_NOTE`, walked with the alignment that the segment declares.
    public var notes: [Note]
    /// The segments of notes that cannot be walked to their end; one line each.
    public var noteProblems: [String]
    /// `PT_GNU_EH_FRAME`; nil if there is no such segment or if it is empty.
    public var unwindHeader: UnwindHeader?
    /// The frame descriptions of `.eh_frame`; nil if neither the unwind header nor a section leads there.
    public var frames: FrameTable?
    /// The sections; empty if there are no section headers, or none within the image.
    public var sections: [Section]
    /// What else could not be read; one line each.
    public var problems: [String]

    /// Reads an image.
    ///
    /// - Parameter bytes: The whole image, as a file or as the kernel maps it.
    /// - Throws: `VDSOImageError` if this is no ELF image, or one that ends too early.
    public init(bytes: [UInt8]) throws(VDSOImageError) {
        guard bytes.count <= Self.sizeLimit else {
            throw .tooLarge(size: UInt64(bytes.count), limit: UInt64(Self.sizeLimit))
        }
        self = try ElfFile.with(bytes) { file throws(VDSOImageError) in try VDSOImage(file) }
    }

    private init(_ file: ElfFile) throws(VDSOImageError) {
        try file.checkSegments()
        var problems: [String] = []
        bytes = Array(file.bytes)
        elfClass = file.is64 ? 64 : 32
        isLittleEndian = file.isLittleEndian
        machine = file.header.e_machine
        machineName = Names.machine(machine)
        type = file.header.e_type
        typeName = Names.fileType(type)
        flags = file.header.e_flags
        header = file.fileHeader
        addressBias = file.bias
        // Emulators relocate addresses in place, but not this one.
        let entry = file.header.e_entry
        self.entry = entry < file.bias ? entry : file.relative(entry)
        programHeaders = file.programHeaders
        sections = file.sections()
        let dynamic = file.dynamicSection(&problems)
        dynamicTags = dynamic.tags
        soname = dynamic.tags.first { $0.tag == Int64(DT_SONAME) }?.text
        versions = file.versionDefinitions(dynamic, &problems)
        hashTables = file.hashTables(dynamic)
        symbols = file.symbols(dynamic, hashTables, versions, &problems)
        sectionSymbols = file.sectionSymbols(sections, versions)
        relocations = file.relocations(dynamic)
        (notes, noteProblems) = file.notes()
        unwindHeader = file.unwindHeader()
        frames = file.frames(unwindHeader, sections)
        self.problems = problems
    }
}

extension VDSOImage {
    /// The size of the image in bytes.
    public var size: UInt64 { UInt64(bytes.count) }
    /// The segments that a loader maps.
    public var loads: [ProgramHeader] { segments(UInt32(PT_LOAD)) }
    /// The segments of a type.
    public func segments(_ type: UInt32) -> [ProgramHeader] { programHeaders.filter { $0.type == type } }
    /// The segments of a type by its name without `PT_`, for instance `GNU_STACK`.
    public func segments(named name: String) -> [ProgramHeader] { programHeaders.filter { $0.name == name } }
    /// The symbols that programs can link to.
    public var exports: [Symbol] { symbols.filter(\.isExport) }
    /// The names of the version nodes, without the base version that stands for the file itself.
    public var versionNodes: [String] { versions.filter { !$0.isBase }.map(\.name) }
}

extension ElfFile {
    /// The distance of an address from the image's first byte.
    func relative(_ address: UInt64) -> UInt64 {
        let distance = address &- bias
        return is64 ? distance : distance & 0xffff_ffff
    }

    /// Refuses an image that ends before the bytes a loader needs.
    func checkSegments() throws(VDSOImageError) {
        for (index, segment) in programHeaders.enumerated()
        where segment.type == UInt32(PT_LOAD) || segment.type == UInt32(PT_DYNAMIC) {
            let end = segment.fileEnd
            guard let end, end <= bytes.count else {
                throw .truncated(
                    part: "segment \(index) (\(segment.name)) ends", end: end ?? .max, size: UInt64(bytes.count))
            }
        }
    }
}
