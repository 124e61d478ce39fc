import ArgumentParser

/// A number of seconds as people write it: `60`, `60s`.
enum Seconds {
    /// Reads it.
    ///
    /// - Throws: `ValidationError` that names the option.
    static func parse(_ text: String, option: String) throws -> Int {
        guard let number = Int(text.hasSuffix("s") ? String(text.dropLast()) : text), (1...86400).contains(number)
        else {
            throw ValidationError("\(option) must be a number of seconds from 1 to 86400, not \"\(text)\"")
        }
        return number
    }
}
