import CElf

extension ElfFile {
    /// The hash tables that the dynamic section names, each walked to the end of each chain.
    func hashTables(_ dynamic: DynamicSection) -> [SymbolHashTable] {
        var all: [SymbolHashTable] = []
        if let address = dynamic.value(DT_HASH) { all.append(systemV(at: address)) }
        if let address = dynamic.value(DT_GNU_HASH) { all.append(gnu(at: address)) }
        return all
    }

    /// s390x and alpha alone have 64-bit entries.
    private var systemVEntrySize: Int {
        is64 && header.e_machine == UInt16(EM_S390) || header.e_machine == 0x9026 ? 8 : 4
    }

    private func systemV(at address: UInt64) -> SymbolHashTable {
        let size = systemVEntrySize
        guard let place = place(of: address) else { return .unreadable(.sysv, size, "lies outside of the segments") }
        if let table = systemV(at: place, entrySize: size) { return table }
        guard size == 8, var table = systemV(at: place, entrySize: 4) else {
            return .unreadable(.sysv, size, "does not fit into its segment")
        }
        table.problem = table.problem ?? "has entries of 4 bytes, where loaders of this machine expect 8"
        return table
    }

    private func systemV(at place: Place, entrySize: Int) -> SymbolHashTable? {
        func entries(_ count: UInt64, from first: UInt64) -> [UInt64]? {
            guard count <= place.available, first <= place.available else { return nil }
            guard let start = place.advanced(by: first * UInt64(entrySize)) else { return nil }
            return entrySize == 8 ? doubleWords(count, at: start) : words(count, at: start)?.map(UInt64.init)
        }
        guard let header = entries(2, from: 0), let buckets = entries(header[0], from: 2),
            let chains = header[0].adding(2).flatMap({ entries(header[1], from: $0) })
        else { return nil }
        var table = SymbolHashTable(
            kind: .sysv, entrySize: entrySize, reachable: [], buckets: buckets, chains: chains)
        table.walk()
        return table
    }

    private func gnu(at address: UInt64) -> SymbolHashTable {
        guard let place = place(of: address) else { return .unreadable(.gnu, 4, "lies outside of the segments") }
        let wordSize: UInt64 = is64 ? 8 : 4
        guard let header = words(4, at: place), let filter = place.advanced(by: 16), header[2] <= place.available,
            let bloom = is64
                ? doubleWords(UInt64(header[2]), at: filter)
                : words(UInt64(header[2]), at: filter)?.map(UInt64.init),
            let start = filter.advanced(by: UInt64(header[2]) * wordSize),
            let buckets = words(UInt64(header[0]), at: start),
            let rest = start.advanced(by: UInt64(header[0]) * 4)
        else { return .unreadable(.gnu, 4, "does not fit into its segment") }
        // Nothing tells where the chains end but the chains: read what is left of the segment.
        let chains = words(min(rest.available / 4, 1 << 20), at: rest) ?? []
        var table = SymbolHashTable(
            kind: .gnu, entrySize: 4, reachable: [], buckets: buckets.map(UInt64.init), chains: chains.map(UInt64.init),
            firstSymbol: Int(header[1]), bloom: bloom, bloomShift: header[3], bloomBits: wordSize * 8)
        table.walk()
        table.chains = Array(table.chains.prefix(max(0, (table.reachable.last ?? -1) + 1 - table.firstSymbol)))
        return table
    }
}

extension SymbolHashTable {
    static func unreadable(_ kind: Kind, _ entrySize: Int, _ problem: String) -> SymbolHashTable {
        SymbolHashTable(kind: kind, entrySize: entrySize, reachable: [], problem: problem, buckets: [], chains: [])
    }

    /// How many entries the symbol table must have, as far as this table tells.
    var symbolCount: Int { kind == .sysv ? chains.count : (reachable.last ?? -1) + 1 }

    /// Follows every chain, and notes what is reachable and what is wrong.
    mutating func walk() {
        var seen: Set<Int> = []
        for (number, start) in buckets.enumerated() where start != 0 {
            let (_, problem) = chain(from: start, seen: &seen)
            if let problem { self.problem = self.problem ?? "the chain of bucket \(number) \(problem)" }
        }
        if buckets.isEmpty { problem = "has no buckets" }
        if kind == .gnu && (bloom.isEmpty || bloom.count & (bloom.count - 1) != 0) {
            problem = "has a filter of \(bloom.count) words, which is not a power of two"
        }
        reachable = seen.sorted()
    }

    private func chain(from start: UInt64, seen: inout Set<Int>) -> ([Int], problem: String?) {
        var chain: [Int] = []
        var next = Int(clamping: start)
        while true {
            let place = kind == .gnu ? next - firstSymbol : next
            guard chains.indices.contains(place) else { return (chain, "leaves the table at symbol \(next)") }
            guard seen.insert(next).inserted else { return (chain, "meets symbol \(next) a second time") }
            chain.append(next)
            switch kind {
            case .sysv:
                if chains[place] == 0 { return (chain, nil) }
                next = Int(clamping: chains[place])
            case .gnu:
                if chains[place] & 1 != 0 { return (chain, nil) }
                next += 1
            }
        }
    }

    /// The symbols that a loader compares with a name, in its order.
    func chain(for name: String) -> [Int] {
        var seen: Set<Int> = []
        guard !buckets.isEmpty else { return [] }
        switch kind {
        case .sysv:
            let start = buckets[Int(UInt64(elf_hash(name)) % UInt64(buckets.count))]
            return start == 0 ? [] : chain(from: start, seen: &seen).0
        case .gnu:
            let hash = UInt64(UInt32(truncatingIfNeeded: elf_gnu_hash(name)))
            guard passesFilter(hash) else { return [] }
            let start = buckets[Int(hash % UInt64(buckets.count))]
            return start == 0
                ? [] : chain(from: start, seen: &seen).0.filter { chains[$0 - firstSymbol] | 1 == hash | 1 }
        }
    }

    private func passesFilter(_ hash: UInt64) -> Bool {
        guard !bloom.isEmpty else { return false }
        let word = bloom[Int((hash / bloomBits) % UInt64(bloom.count))]
        let second = bloomShift < 32 ? hash >> UInt64(bloomShift) : 0
        return word >> (hash % bloomBits) & 1 != 0 && word >> (second % bloomBits) & 1 != 0
    }
}
