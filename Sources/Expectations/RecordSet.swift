/// The records of all files of one architecture, in the order in which they were read.
struct RecordSet {
    private(set) var records: [Record] = []

    /// Applies the records of one file, each to all that stand before it.
    mutating func apply(_ changes: [Record], _ mistakes: Mistakes) {
        for change in changes {
            switch change.action {
            case .add: records.append(change)
            case .change, .extend:
                let targets = records.indices.filter { change.isAbout(records[$0]) }
                if targets.isEmpty {
                    mistakes.add(change.location, "there is no \(change.words) to \(change.action.rawValue)")
                }
                for index in targets { records[index] = records[index].changed(by: change) }
            case .remove:
                let count = records.count
                records.removeAll { change.isAbout($0) }
                if records.count == count { mistakes.add(change.location, "there is no \(change.words) to remove") }
            }
        }
    }

    /// Adds a mistake for each two records about the same thing that hold for the same kernel.
    func checkDuplicates(_ decoder: RecordDecoder) {
        let groups = Dictionary(grouping: records) { [$0.section.rawValue] + $0.subject }
        for group in groups.values where group.count > 1 {
            let conditions = group.map { decoder.conditions($0, $0.fields(Mistakes())) }
            for second in group.indices {
                let first = group.indices.prefix(second).first { conditions[$0].overlaps(conditions[second]) }
                guard let first else { continue }
                decoder.mistakes.add(
                    group[second].location,
                    "\(group[second].words) is written twice for the same kernels; first at \(group[first].location)")
            }
        }
    }

    /// Understands the records.
    func expectations(_ head: FileHead, _ location: SourceLocation, _ mistakes: Mistakes) -> ExpectationSet {
        let decoder = RecordDecoder(mistakes: mistakes, words: head.words)
        func of(_ section: Section) -> [Record] { records.filter { $0.section == section } }
        checkDuplicates(decoder)
        let set = ExpectationSet(
            architecture: head.header.architecture, flavour: head.header.flavour, machine: head.header.machine,
            elfClass: head.header.elfClass, isLittleEndian: head.header.isLittleEndian,
            exports: of(.exports).flatMap(decoder.export), failsOnUnlistedExports: head.failsOnUnlistedExports,
            image: of(.image).compactMap(decoder.property), mapping: of(.mapping).compactMap(decoder.property),
            callingConvention: of(.callingConvention).compactMap(decoder.property),
            clocks: of(.clocks).compactMap(decoder.clock), served: of(.served).compactMap(decoder.served),
            performance: of(.performance).compactMap(decoder.performance),
            knownIssues: of(.knownIssues).compactMap { decoder.knownIssue($0, head.header.flavour) },
            location: location, capableClocksources: head.words.capable ?? [],
            incapableClocksources: head.words.incapable ?? [])
        set.checkNames(mistakes)
        return set
    }
}

extension ExpectationSet {
    /// Adds a mistake for each function that no symbol provides and each clock that is not listed.
    fileprivate func checkNames(_ mistakes: Mistakes) {
        let functions = Set(exports.map(\.function))
        let clocks = Set(clocks.map(\.clock))
        func check(_ function: String, _ names: [String], _ location: SourceLocation) {
            if !functions.contains(function) {
                mistakes.add(location, "unknown function \"\(function)\": no export of \(architecture) provides it")
            }
            for name in names where !clocks.contains(name) {
                mistakes.add(location, "unknown clock \"\(name)\": it is not in the section \"clocks\"")
            }
        }
        for record in served { check(record.function, record.clocks, record.location) }
        for record in performance { check(record.function, record.clocks, record.location) }
    }
}
