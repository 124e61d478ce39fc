import Foundation
import Testing

/// What would hold on the machine that it was written on and not on another, as far as it can be seen in sources.
/// `scripts/test-on` shows the rest.
@Suite("Portability") struct PortabilityTests {
    /// A mistake that a line of source can hold.
    enum Assumption: String, CaseIterable {
        /// Only the table of architectures and the assembly know architectures.
        case condition = "a condition on the architecture"
        case triple = "a triple of one architecture"
        case folder = "a folder of one architecture"
        /// `char` is signed on x86 and unsigned on Arm.
        case signedCharacter = "char as a signed number"
        case pageSize = "pages of 4 KiB"

        /// Words of which a line with the mistake has one. Looking for them first saves nearly all of the expressions,
        /// which take minutes in an emulator.
        private var words: [String] {
            switch self {
            case .condition: ["arch("]
            case .triple, .folder: ["x86_64", "aarch64", "riscv64", "i386", "i686", "armv7", "ld-linux-"]
            case .signedCharacter: ["Int8"]
            case .pageSize: ["4096", "0xfff"]
            }
        }

        /// Whether the text may hold the mistake at all.
        func isPossible(in text: some StringProtocol) -> Bool { words.contains { text.contains($0) } }

        func shows(in line: Substring) -> Bool {
            guard isPossible(in: line) else { return false }
            return matches(line)
        }

        private func matches(_ line: Substring) -> Bool {
            switch self {
            case .condition: line.contains(/#(if|elseif)\b.*\barch\(/)
            case .triple: line.contains(/\b(x86_64|aarch64|riscv64|i[36]86|armv7)-[a-z]+-[a-z]+\b/)
            case .folder: line.contains(/\b(x86_64|aarch64|riscv64|i386)-linux-gnu\b|lib\/(ld-linux-|x86_64)/)
            case .signedCharacter: line.contains(/\[Int8\]|<Int8>|Int8\(bitPattern: [a-z]*(name|text|letter)/)
            case .pageSize: line.contains(/\b(getpagesize|pageSize)\b[^,=]*[!=]= *4096|& *~?0xfff\b/)
            }
        }
    }

    /// The package's folder.
    private static let package = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
        url.deletingLastPathComponent()
    }

    /// The one file that names triples, for the compilers.
    private static let table = "Plugins/freestanding-builder/Architecture.swift"

    @Test(arguments: Assumption.allCases) func noSourceAssumesAnArchitecture(_ assumption: Assumption) throws {
        let files = try Self.sources().filter { $0 != Self.table }
        #expect(files.count > 100, "the sources are where this test looks for them")
        for file in files {
            let text = try String(contentsOf: Self.package.appending(path: file), encoding: .utf8)
            guard assumption.isPossible(in: text) else { continue }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            for (index, line) in lines where !Self.isComment(line) && assumption.shows(in: line) {
                Issue.record("\(file):\(index + 1): \(assumption.rawValue): \(line)")
            }
        }
    }

    @Test(arguments: [
        (Assumption.condition, "#if arch(x86_64) && os(Linux)"),
        (.triple, #"let triple = "aarch64-none-elf""#),
        (.folder, #"let library = "/usr/lib/x86_64-linux-gnu/libelf.so""#),
        (.signedCharacter, "var name = [Int8](repeating: 0, count: 256)"),
        (.pageSize, "guard pageSize == 4096 else { return }"),
    ])
    func seesWhatItLooksFor(assumption: Assumption, line: String) {
        #expect(Assumption.allCases.filter { $0.shows(in: line[...]) }.contains(assumption))
    }

    private static func isComment(_ line: Substring) -> Bool {
        line.drop(while: \.isWhitespace).hasPrefix("//")
    }

    /// Swift files of the package by their paths in it.
    private static func sources() throws -> [String] {
        try ["Sources", "Plugins"].flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: package.appending(path: folder).path)
                .filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
        }
    }
}
