import ProbeRuntime

/// One entry of the dynamic symbol table.
struct Symbol {
    var index: UInt32
    /// Where its name lies in memory.
    var name: UInt64
    var info: UInt8
    var other: UInt8
    var section: UInt16
    var value: UInt64
    var size: UInt64
    /// Where the name of its version node lies in memory; 0 if it has none.
    var version: UInt64
}

/// The image's symbols, in the three ways that programs look for them.
extension Image {
    /// Symbol `index`, or nil if it lies outside of the image.
    func symbol(_ index: UInt32) -> Symbol? {
        guard tables.symbols != 0, tables.strings != 0 else { return nil }
        let entry = tables.symbols &+ UInt64(index) &* ElfLayout.symbolSize
        guard let name: UInt32 = load(entry), let info: UInt8 = load(entry &+ ElfLayout.info),
            let other: UInt8 = load(entry &+ ElfLayout.other),
            let section: UInt16 = load(entry &+ ElfLayout.section), let value = loadWord(entry &+ ElfLayout.value),
            let size = loadWord(entry &+ ElfLayout.size)
        else { return nil }
        return Symbol(
            index: index, name: tables.strings &+ UInt64(name), info: info, other: other, section: section,
            value: value, size: size, version: versionName(index))
    }

    /// The name of a symbol's version node, from `DT_VERSYM` and `DT_VERDEF`.
    private func versionName(_ index: UInt32) -> UInt64 {
        guard tables.versions != 0, tables.versionDefinitions != 0,
            let raw: UInt16 = load(tables.versions &+ UInt64(index) &* 2)
        else { return 0 }
        let wanted = raw & 0x7fff
        guard wanted > 1 else { return 0 }
        var definition = tables.versionDefinitions
        // The chain is as long as there are nodes; a broken one must end all the same.
        for _ in 0..<64 {
            guard let number: UInt16 = load(definition &+ 4), let auxiliary: UInt32 = load(definition &+ 12),
                let next: UInt32 = load(definition &+ 16)
            else { return 0 }
            if number & 0x7fff == wanted {
                guard let name: UInt32 = load(definition &+ UInt64(auxiliary)) else { return 0 }
                return tables.strings &+ UInt64(name)
            }
            if next == 0 { return 0 }
            definition = definition &+ UInt64(next)
        }
        return 0
    }

    /// Symbols that `DT_HASH` counts; 0 without one.
    var sysvCount: UInt32 {
        guard tables.sysvHash != 0, let chains: UInt32 = load(tables.sysvHash &+ 4) else { return 0 }
        return chains
    }

    /// Symbols up to the last that `DT_GNU_HASH` leads to; 0 without one.
    var gnuCount: UInt32 {
        guard let table = GNUHash(self) else { return 0 }
        var last: UInt32 = 0
        for bucket in 0..<table.bucketCount {
            guard let first: UInt32 = load(table.buckets &+ UInt64(bucket) &* 4) else { return 0 }
            if first > last { last = first }
        }
        guard last >= table.firstSymbol else { return table.firstSymbol }
        while let hash: UInt32 = load(table.chains &+ UInt64(last &- table.firstSymbol) &* 4), hash & 1 == 0 {
            last &+= 1
        }
        return last &+ 1
    }

    /// Symbols that a scan of the table goes through: the most that any table knows of. Without a table, the symbols
    /// end where the strings begin, as linkers lay them out.
    var scanCount: UInt32 {
        let most = max(sysvCount, gnuCount)
        let limit = UInt32(truncatingIfNeeded: size / ElfLayout.symbolSize)
        if most > 0 { return min(most, limit) }
        guard tables.strings > tables.symbols else { return 0 }
        return min(UInt32(truncatingIfNeeded: (tables.strings &- tables.symbols) / ElfLayout.symbolSize), limit)
    }

    /// Whether two symbols have the same name and version node.
    private func isSame(_ a: Symbol, _ b: Symbol) -> Bool {
        equalStrings(a.name, b.name)
            && (a.version == b.version || (a.version != 0 && b.version != 0 && equalStrings(a.version, b.version)))
    }

    private func equalStrings(_ a: UInt64, _ b: UInt64) -> Bool {
        if a == b { return true }
        var offset: UInt64 = 0
        while let x: UInt8 = load(a &+ offset), let y: UInt8 = load(b &+ offset), x == y {
            if x == 0 { return true }
            offset += 1
        }
        return false
    }

    /// Looks a symbol's name and version up through `DT_HASH`.
    func lookupSysv(_ wanted: Symbol) -> Symbol? {
        guard tables.sysvHash != 0, let buckets: UInt32 = load(tables.sysvHash), buckets > 0,
            let chains: UInt32 = load(tables.sysvHash &+ 4)
        else { return nil }
        let bucketStart = tables.sysvHash &+ 8
        let chainStart = bucketStart &+ UInt64(buckets) &* 4
        guard var index: UInt32 = load(bucketStart &+ UInt64(sysvHash(wanted.name) % buckets) &* 4) else { return nil }
        for _ in 0..<chains {
            guard index != 0, let candidate = symbol(index) else { return nil }
            if isSame(candidate, wanted) { return candidate }
            guard let next: UInt32 = load(chainStart &+ UInt64(index) &* 4) else { return nil }
            index = next
        }
        return nil
    }

    /// Looks a symbol's name and version up through `DT_GNU_HASH`, bloom filter included.
    func lookupGNU(_ wanted: Symbol) -> Symbol? {
        guard let table = GNUHash(self) else { return nil }
        let hash = gnuHash(wanted.name)
        let bits = UInt32(UInt.bitWidth)
        guard table.bloomSize > 0,
            let word = loadWord(table.bloom &+ UInt64(hash / bits % table.bloomSize) &* ElfLayout.word)
        else { return nil }
        guard word >> UInt64(hash % bits) & 1 == 1, word >> UInt64(hash >> (table.shift & 31) % bits) & 1 == 1,
            let first: UInt32 = load(table.buckets &+ UInt64(hash % table.bucketCount) &* 4),
            first >= table.firstSymbol
        else { return nil }
        var index = first
        while let stored: UInt32 = load(table.chains &+ UInt64(index &- table.firstSymbol) &* 4) {
            if stored | 1 == hash | 1, let candidate = symbol(index), isSame(candidate, wanted) { return candidate }
            if stored & 1 == 1 { return nil }
            index &+= 1
        }
        return nil
    }

    private func sysvHash(_ name: UInt64) -> UInt32 {
        var hash: UInt32 = 0
        var at = name
        while let letter: UInt8 = load(at), letter != 0 {
            hash = hash << 4 &+ UInt32(letter)
            let high = hash & 0xf000_0000
            hash = (hash ^ high >> 24) & ~high
            at &+= 1
        }
        return hash
    }

    private func gnuHash(_ name: UInt64) -> UInt32 {
        var hash: UInt32 = 5381
        var at = name
        while let letter: UInt8 = load(at), letter != 0 {
            hash = hash &* 33 &+ UInt32(letter)
            at &+= 1
        }
        return hash
    }
}

/// The parts of a `DT_GNU_HASH` table.
struct GNUHash {
    var bucketCount: UInt32
    var firstSymbol: UInt32
    var bloomSize: UInt32
    var shift: UInt32
    var bloom: UInt64
    var buckets: UInt64
    var chains: UInt64

    init?(_ image: Image) {
        let table = image.tables.gnuHash
        guard table != 0, let bucketCount: UInt32 = image.load(table), bucketCount > 0,
            let firstSymbol: UInt32 = image.load(table &+ 4), let bloomSize: UInt32 = image.load(table &+ 8),
            let shift: UInt32 = image.load(table &+ 12)
        else { return nil }
        self.bucketCount = bucketCount
        self.firstSymbol = firstSymbol
        self.bloomSize = bloomSize
        self.shift = shift
        bloom = table &+ 16
        buckets = bloom &+ UInt64(bloomSize) &* ElfLayout.word
        chains = buckets &+ UInt64(bucketCount) &* 4
    }
}
