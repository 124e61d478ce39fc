import ProbeRuntime

/// The instructions that a kernel replaces when it boots, as the section `.altinstructions` of an image lists them
/// (`struct alt_instr` of x86 and arm64, `apply_alternatives()`).
///
/// An image from a build tree still has the instructions for the oldest processor. Some of them are slower or weaker on
/// purpose, and on arm64 getrandom then always enters the kernel. What this kernel has chosen shows in its own image.
struct Alternatives {
    /// An instruction, what would replace it, and the feature of the processor that asks for that.
    private struct Entry {
        var instruction: Int
        var replacement: Int
        var feature: UInt16
        var length: Int
        var replacementLength: Int
    }
    /// Where the entries' fields are: the size of one, and where the two lengths stand.
    private struct Form {
        var size: Int
        var lengths: Int
    }

    private let bytes: UnsafeMutablePointer<UInt8>
    private let size: Int
    private var table = 0
    private var form = Form(size: 0, lengths: 0)
    private var count = 0

    /// Finds the list; there are no entries where there is none, or one of an unknown form.
    init(_ bytes: UnsafeMutablePointer<UInt8>, _ size: Int) {
        self.bytes = bytes
        self.size = size
        guard let (offset, length) = section(".altinstructions"), length > 0 else { return }
        table = offset
        // x86 from 6.3 on; x86 from 5.19 on and arm64.
        if !hasForm(Form(size: 14, lengths: 12), length) { _ = hasForm(Form(size: 12, lengths: 10), length) }
    }

    /// Replaces what the kernel has replaced in its own image. An image in which that was done already, a copy of memory,
    /// is left as it is.
    func apply(asIn kernels: Alternatives) {
        for index in 0..<count where isApplied(index) && kernels.hasChosen(entry(index).feature) { return }
        for index in 0..<count {
            let entry = entry(index)
            guard kernels.hasChosen(entry.feature) else { continue }
            for place in 0..<entry.replacementLength {
                bytes[entry.instruction + place] = bytes[entry.replacement + place]
            }
            // Only x86 replaces by something shorter.
            for place in entry.replacementLength..<entry.length { bytes[entry.instruction + place] = 0x90 }
        }
    }

    private func hasChosen(_ feature: UInt16) -> Bool {
        for index in 0..<count where entry(index).feature == feature && isApplied(index) { return true }
        return false
    }

    private func isApplied(_ index: Int) -> Bool {
        let entry = entry(index)
        for place in 0..<entry.replacementLength
        where bytes[entry.instruction + place] != bytes[entry.replacement + place] { return false }
        return true
    }

    private func entry(_ index: Int) -> Entry {
        let place = table + index * form.size
        return Entry(
            instruction: place + Int(number(place, Int32.self)),
            replacement: place + 4 + Int(number(place + 4, Int32.self)), feature: number(place + 8, UInt16.self),
            length: Int(bytes[place + form.lengths]), replacementLength: Int(bytes[place + form.lengths + 1]))
    }

    /// Takes a form if every entry of it leads to bytes of the image.
    private mutating func hasForm(_ form: Form, _ length: Int) -> Bool {
        guard length % form.size == 0 else { return false }
        self.form = form
        for index in 0..<length / form.size {
            let entry = entry(index)
            guard entry.length > 0, entry.replacementLength <= entry.length, isInside(entry.instruction, entry.length),
                isInside(entry.replacement, entry.replacementLength)
            else { return false }
        }
        count = length / form.size
        return true
    }

    private func isInside(_ offset: Int, _ length: Int) -> Bool { offset >= 0 && offset <= size - length }

    /// A number that is known to be inside.
    private func number<Value: BitwiseCopyable>(_ offset: Int, _ type: Value.Type) -> Value {
        UnsafeRawPointer(bytes + offset).loadUnaligned(as: type)
    }

    /// Where a section of an image of 64 bits lies, in the file and so in memory; nil if there is none.
    private func section(_ name: StaticString) -> (offset: Int, length: Int)? {
        guard MemoryLayout<Int>.size == 8, size >= 64 else { return nil }
        let headers = number(40, Int.self)
        let headerSize = Int(number(58, UInt16.self))
        let names = Int(number(62, UInt16.self))
        guard headerSize == 64, headers >= 0 else { return nil }
        func header(_ index: Int) -> (name: Int, offset: Int, length: Int)? {
            let place = headers &+ index * headerSize
            guard isInside(place, headerSize) else { return nil }
            let offset = number(place + 24, Int.self)
            let length = number(place + 32, Int.self)
            guard length >= 0, length <= size, isInside(offset, length) else { return nil }
            return (Int(number(place, UInt32.self)), offset, length)
        }
        guard let strings = header(names) else { return nil }
        for index in 0..<Int(number(60, UInt16.self)) {
            guard let found = header(index) else { continue }
            let text = strings.offset + found.name
            guard isInside(text, name.utf8CodeUnitCount + 1) else { continue }
            if Argument(UInt(bitPattern: bytes + text)) == name { return (found.offset, found.length) }
        }
        return nil
    }
}
