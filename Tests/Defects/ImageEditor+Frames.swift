/// Places in the wrapper's unwind table, which `.eh_frame_hdr` leads to.
extension ImageEditor {
    /// A frame description: where it lies, and the first address that it covers.
    private struct Row {
        var frame: Int
        var start: Int
    }

    private func rows() throws -> [Row] {
        let header = Int(get(try segment(SegmentType.unwind) + 8, as: UInt64.self))
        return (0..<Int(get(header + 8, as: UInt32.self))).map { row in
            Row(
                frame: header + Int(get(header + 16 + row * 8, as: Int32.self)),
                start: header + Int(get(header + 12 + row * 8, as: Int32.self)))
        }
    }

    /// The frame description of a function.
    func frame(of function: String) throws -> Int {
        let wanted = Int(get(try self.function(function) + 8, as: UInt64.self))
        guard let row = try rows().first(where: { $0.start == wanted }) else {
            throw Missing(what: "frame description of \(function)")
        }
        return row.frame
    }

    /// The frame descriptions that belong to no symbol.
    func helperFrames() throws -> [Int] {
        let table = try dynamicValue(Tag.symbols)
        let count = Int(get(try dynamicValue(Tag.hash) + 4, as: UInt32.self))
        let starts = Set((1..<count).map { Int(get(table + $0 * 24 + 8, as: UInt64.self)) })
        return try rows().filter { !starts.contains($0.start) }.map(\.frame)
    }

    /// The frame description of the last function before an address, and where that function begins.
    func frame(before address: Int) throws -> (frame: Int, start: Int) {
        guard let row = try rows().filter({ $0.start < address }).max(by: { $0.start < $1.start }) else {
            throw Missing(what: "function before \(address)")
        }
        return (row.frame, row.start)
    }

    /// The common entry of a frame description.
    func commonEntry(of frame: Int) -> Int { frame + 4 - Int(get(frame + 4, as: UInt32.self)) }

    /// The first instruction of a frame description whose byte is among `codes`, of those that clang uses.
    func instruction(_ codes: ClosedRange<UInt8>, of frame: Int) throws -> Int {
        var offset = frame + 17
        let end = frame + 4 + Int(get(frame, as: UInt32.self))
        while offset < end {
            let code = bytes[offset]
            if codes.contains(code) { return offset }
            switch code {
            case 0x80..<0xc0, 0x02, 0x0d, 0x0e: offset += 2
            case 0x03, 0x0c: offset += 3
            default: offset += 1
            }
        }
        throw Missing(what: "instruction \(codes) in the frame description at \(frame)")
    }
}
