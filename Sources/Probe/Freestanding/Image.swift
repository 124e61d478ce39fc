import ProbeRuntime

/// An ELF image in memory, read with bounds: a broken image gives nil, never a fault.
struct Image {
    /// Where the ELF header lies.
    var base: UInt64
    /// Bytes up to the end of the mapping.
    var size: UInt64
    /// What is added to an address of the image to get one in memory.
    var bias: UInt64 = 0
    var tables = DynamicTables()

    /// The image that is tested; the one that `AT_SYSINFO_EHDR` names, or a chosen one.
    nonisolated(unsafe) static var tested = Image(base: 0, size: 0)
    /// The image that the kernel mapped.
    nonisolated(unsafe) static var mapped = Image(base: 0, size: 0)

    /// Where an instruction lies in the image that it belongs to: the tested one, or else the mapped one.
    static func offset(of address: UInt64) -> UInt64 {
        address &- (tested.contains(address) ? tested.base : mapped.base)
    }

    func contains(_ address: UInt64) -> Bool { address >= base && address &- base < size }

    /// The value at an address in memory, or nil outside of the image.
    func load<Value: BitwiseCopyable>(_ address: UInt64, as type: Value.Type = Value.self) -> Value? {
        let width = UInt64(MemoryLayout<Value>.size)
        guard address >= base, size >= width, address &- base <= size - width,
            let pointer = UnsafeRawPointer(bitPattern: UInt(address))
        else { return nil }
        return pointer.loadUnaligned(as: type)
    }

    /// The word of the image's class at an address, or nil outside of the image.
    func loadWord(_ address: UInt64) -> UInt64? { load(address, as: UInt.self).map { UInt64($0) } }

    /// The length of the string at an address, or nil if it does not end within the image.
    func stringLength(_ address: UInt64) -> Int? {
        var count: UInt64 = 0
        while let letter = load(address &+ count, as: UInt8.self) {
            if letter == 0 { return Int(count) }
            count += 1
        }
        return nil
    }

    /// The bytes at an address known to be inside.
    func bytes(_ address: UInt64) -> UnsafePointer<UInt8> {
        guard let pointer = UnsafePointer<UInt8>(bitPattern: UInt(address)) else { exitProcess(73) }
        return pointer
    }

    /// Whether the string at an address is `text`.
    func string(at address: UInt64, equals text: StaticString, behind prefix: StaticString) -> Bool {
        let first = prefix.utf8CodeUnitCount
        let second = text.utf8CodeUnitCount
        guard stringLength(address) == first + second else { return false }
        for index in 0..<first where load(address &+ UInt64(index), as: UInt8.self) != prefix.utf8Start[index] {
            return false
        }
        for index in 0..<second
        where load(address &+ UInt64(first + index), as: UInt8.self) != text.utf8Start[index] {
            return false
        }
        return true
    }
}

/// The addresses that the dynamic section names, in memory.
struct DynamicTables {
    var symbols: UInt64 = 0
    var strings: UInt64 = 0
    var sysvHash: UInt64 = 0
    var gnuHash: UInt64 = 0
    var versions: UInt64 = 0
    var versionDefinitions: UInt64 = 0
}

extension Image {
    private enum SegmentType { static let load: UInt32 = 1, dynamic: UInt32 = 2 }
    private enum Tag {
        static let null = 0, hash = 4, strings = 5, symbols = 6
        static let gnuHash = 0x6fff_fef5, versions = 0x6fff_fff0, definitions = 0x6fff_fffc
    }

    /// How many bytes from the base on belong to the image, whole pages: what its segments and its tables of headers take, as
    /// far as it is mapped. For an image of which no more than the first page is known; 0 where that is no image.
    var extent: UInt64 {
        guard let magic: UInt32 = load(base), magic == 0x464c_457f,
            load(base &+ 4, as: UInt8.self) == ElfLayout.identity,
            let headerOffset = loadWord(base &+ ElfLayout.headerOffset),
            let entrySize: UInt16 = load(base &+ ElfLayout.headerSize),
            let count: UInt16 = load(base &+ ElfLayout.headerCount),
            let sectionOffset = loadWord(base &+ ElfLayout.headerOffset &+ ElfLayout.word),
            let sectionSize: UInt16 = load(base &+ ElfLayout.headerCount &+ 2),
            let sectionCount: UInt16 = load(base &+ ElfLayout.headerCount &+ 4)
        else { return 0 }
        var end = sectionOffset &+ UInt64(sectionSize) &* UInt64(sectionCount)
        for index in 0..<UInt64(count) {
            let header = base &+ headerOffset &+ index &* UInt64(entrySize)
            guard let type: UInt32 = load(header) else { break }
            if type == SegmentType.load, let offset = loadWord(header &+ ElfLayout.word),
                let length = loadWord(header &+ ElfLayout.fileSize)
            {
                end = max(end, offset &+ length)
            }
        }
        var mapped: UInt64 = 0
        while mapped < min(end, 1 << 20), Pages.isMapped(base &+ mapped) { mapped += UInt64(Pages.size) }
        return mapped
    }

    /// Reads the program headers and the dynamic section of an image of this program's own class; leaves what is not
    /// there at 0.
    mutating func read() {
        guard let magic: UInt32 = load(base), magic == 0x464c_457f,
            load(base &+ 4, as: UInt8.self) == ElfLayout.identity,
            let headerOffset = loadWord(base &+ ElfLayout.headerOffset),
            let entrySize: UInt16 = load(base &+ ElfLayout.headerSize),
            let count: UInt16 = load(base &+ ElfLayout.headerCount)
        else { return }
        var dynamic: UInt64 = 0
        var hasLoad = false
        for index in 0..<UInt64(count) {
            let header = base &+ headerOffset &+ index &* UInt64(entrySize)
            guard let type: UInt32 = load(header), let offset = loadWord(header &+ ElfLayout.word),
                let virtual = loadWord(header &+ 2 &* ElfLayout.word)
            else { return }
            if type == SegmentType.load, !hasLoad {
                hasLoad = true
                bias = base &+ offset &- virtual
            }
            if type == SegmentType.dynamic { dynamic = virtual }
        }
        guard hasLoad, dynamic != 0 else { return }
        var entry = bias &+ dynamic
        while let tag: Int = load(entry), let value = loadWord(entry &+ ElfLayout.word), tag != Tag.null {
            let place = bias &+ value
            switch tag {
            case Tag.hash: tables.sysvHash = place
            case Tag.strings: tables.strings = place
            case Tag.symbols: tables.symbols = place
            case Tag.gnuHash: tables.gnuHash = place
            case Tag.versions: tables.versions = place
            case Tag.definitions: tables.versionDefinitions = place
            default: break
            }
            entry = entry &+ 2 &* ElfLayout.word
        }
    }
}

/// Where an ELF image of this program's class has its fields. The class is the program's own: a process has no other vDSO.
enum ElfLayout {
    /// Bytes of a word.
    static let word = UInt64(MemoryLayout<UInt>.size)
    #if _pointerBitWidth(_64)
        /// `ELFCLASS64`.
        static let identity: UInt8 = 2
        /// Of the file header: where the program headers begin, their size and number.
        static let headerOffset: UInt64 = 32, headerSize: UInt64 = 54, headerCount: UInt64 = 56
        /// Of a program header.
        static let fileSize: UInt64 = 32
        /// Of a symbol.
        static let symbolSize: UInt64 = 24, value: UInt64 = 8, size: UInt64 = 16
        static let info: UInt64 = 4, other: UInt64 = 5, section: UInt64 = 6
    #else
        /// `ELFCLASS32`.
        static let identity: UInt8 = 1
        /// Of the file header: where the program headers begin, their size and number.
        static let headerOffset: UInt64 = 28, headerSize: UInt64 = 42, headerCount: UInt64 = 44
        /// Of a program header.
        static let fileSize: UInt64 = 16
        /// Of a symbol.
        static let symbolSize: UInt64 = 16, value: UInt64 = 4, size: UInt64 = 8
        static let info: UInt64 = 12, other: UInt64 = 13, section: UInt64 = 14
    #endif
}
