/// Text that comes from images, kernels and emulators, made harmless for files and terminals.
public enum PlainText {
    /// The text with every character that a terminal or an XML parser would act on spelt out: control characters
    /// become `\u{1B}`, and so do those that change the direction of writing, and the code points that XML 1.0 forbids.
    /// Newlines and tabs stay.
    public static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isHidden(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The same on one line, where runs of white space become one space, of about `limit` characters.
    static func oneLine(_ text: String, limit: Int = 1_000) -> String {
        visible(limited(text, to: limit)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// At most `limit` characters, with a word on what was left out. XML parsers refuse text of ten million bytes, and
    /// people refuse less.
    static func limited(_ text: String, to limit: Int) -> String {
        // Code points are counted: one letter may carry a million accents.
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return "\(String(scalars[..<end]))... (\(scalars[end...].count) more characters)"
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        case 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
