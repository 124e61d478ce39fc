import Results

/// Words as a POSIX shell reads them.
enum ShellWords {
    /// One line that a person can paste: every word that a shell would act on is quoted.
    static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "%+,-./:=@_".utf8.contains(byte)
                }
            }
        return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}

extension TargetReport {
    /// The command that judges just this one again; nil where there is none.
    ///
    /// Characters that no pattern of identifiers has, such as those of a symbol's version, become `*`.
    func command(for result: CheckResult) -> String? {
        guard let command else { return nil }
        // A target that cannot be run has no results to choose from.
        if unavailable != nil { return ShellWords.line(command) }
        let pattern = String(
            decoding: result.identifier.description.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    byte
                default: "/._-+".utf8.contains(byte) ? byte : UInt8(ascii: "*")
                }
            }, as: UTF8.self)
        return ShellWords.line(command + ["--only", pattern])
    }
}
