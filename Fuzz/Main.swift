import Foundation

/// `fuzz READER [FLAG-OF-LIBFUZZER | CORPUS...]` and `fuzz READER --seeds FOLDER`.
@main
enum Main {
    static func main() async throws {
        var words = CommandLine.arguments
        guard words.count > 1, let reader = Reader(rawValue: words[1]) else {
            FileHandle.standardError.write(Data("fuzz: the first word must be a reader: \(Reader.names)\n".utf8))
            exit(2)
        }
        if words.count == 4, words[2] == "--seeds" { return try await Seeds(reader: reader).write(to: words[3]) }
        words.remove(at: 1)
        drive(words, chosen: reader)
    }

    /// Runs libFuzzer in this process; its callback is a C function without a context.
    private static func drive(_ words: [String], chosen: Reader) -> Never {
        Chosen.reader = chosen
        var count = Int32(words.count)
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
            .allocate(capacity: words.count + 1)
        for (index, word) in words.enumerated() { arguments?[index] = strdup(word) }
        arguments?[words.count] = nil
        exit(
            runDriver(&count, &arguments) { data, size in
                Chosen.reader.read(UnsafeRawBufferPointer(start: data, count: size))
                return 0
            })
    }
}

/// What this process fuzzes: set once before the fuzzer starts, which has one thread.
private enum Chosen {
    nonisolated(unsafe) static var reader = Reader.elf
}

extension Reader {
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// `LLVMFuzzerRunDriver` of `FuzzerInterface.h`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
