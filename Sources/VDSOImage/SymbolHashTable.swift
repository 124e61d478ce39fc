/// A hash table over the dynamic symbols, walked as a loader walks it.
public struct SymbolHashTable: Hashable, Sendable, Encodable {
    /// Which of the two formats.
    public enum Kind: String, Sendable, Hashable, Encodable, CaseIterable {
        /// `DT_HASH` of the System V ABI, the only one that musl knew for long.
        case sysv
        /// `DT_GNU_HASH`, which glibc prefers.
        case gnu
    }
    /// The format.
    public var kind: Kind
    /// The size of an entry in bytes: 4, but 8 in `DT_HASH` on s390x and alpha.
    public var entrySize: Int
    /// The number of buckets.
    public var bucketCount: Int { buckets.count }
    /// The indexes of the symbols that some bucket leads to, ascending.
    public var reachable: [Int]
    /// What is wrong with the table; nil if it is sound.
    public var problem: String?

    /// The first symbol of each bucket's chain; 0 for none.
    var buckets: [UInt64]
    /// sysv: the symbol after each symbol. gnu: the hash of each symbol from `firstSymbol` on; bit 0 ends a chain.
    var chains: [UInt64]
    /// gnu: the first symbol that the table covers.
    var firstSymbol = 0
    /// gnu: the filter that tells most absent names without a look at the chains.
    var bloom: [UInt64] = []
    /// gnu: how far the second bit of the filter is shifted.
    var bloomShift: UInt32 = 0
    /// gnu: the bits in one word of the filter.
    var bloomBits: UInt64 = 64

    private enum CodingKeys: String, CodingKey {
        case kind, entrySize, reachable, problem
    }
}

/// One of the ways in which a program finds a symbol.
public enum LookupWay: String, Sendable, Hashable, CaseIterable {
    /// Through `DT_HASH`.
    case sysv
    /// Through `DT_GNU_HASH`.
    case gnu
    /// By looking at every entry of the symbol table.
    case scan
}

extension VDSOImage {
    /// The hash table of a kind, if the dynamic section names one.
    public func hashTable(_ kind: SymbolHashTable.Kind) -> SymbolHashTable? { hashTables.first { $0.kind == kind } }

    /// The ways in which symbols can be found in this image.
    public var lookupWays: [LookupWay] { hashTables.map { $0.kind == .sysv ? .sysv : .gnu } + [.scan] }

    /// Finds a defined symbol as a program would.
    ///
    /// - Parameters:
    ///   - name: The symbol's name.
    ///   - version: The version node; nil for the default version.
    ///   - way: The table to look in.
    /// - Returns: The symbol; nil if it is not found, or if there is no such table.
    public func lookup(_ name: String, version: String? = nil, by way: LookupWay) -> Symbol? {
        let candidates: [Int]
        switch way {
        case .scan: candidates = Array(symbols.indices.map { $0 + 1 })
        case .sysv: candidates = hashTable(.sysv)?.chain(for: name) ?? []
        case .gnu: candidates = hashTable(.gnu)?.chain(for: name) ?? []
        }
        return candidates.lazy.compactMap(symbol(at:)).first {
            $0.isDefined && $0.name == name && (version == nil ? !$0.isHidden : $0.version == version)
        }
    }

    /// The symbol at an index of the table.
    public func symbol(at index: Int) -> Symbol? {
        index >= 1 && index <= symbols.count ? symbols[index - 1] : nil
    }
}
