import Mustache

/// The page's templates, which are part of the code, so that a program that was moved finds them.
enum HTMLTemplates {
    /// Renders a value with the template for whole pages.
    static func page(_ value: Any) throws -> String { try library.get().render(value, withTemplate: "page") ?? "" }

    /// The page's style and script.
    static let style = text(PackageResources.page_css)
    static let script = text(PackageResources.page_js)

    private static let library: Result<MustacheLibrary, any Error> = Result {
        MustacheContentTypes.register(Escaping(), named: "VISIBLE")
        var library = MustacheLibrary()
        for (name, bytes) in [
            ("page", PackageResources.page_mustache), ("target", PackageResources.target_mustache),
            ("history", PackageResources.history_mustache), ("drawing", PackageResources.drawing_mustache),
            ("results", PackageResources.results_mustache),
        ] {
            // A content type holds for the template that names it.
            try library.register("{{% CONTENT_TYPE: VISIBLE}}" + text(bytes), named: name)
        }
        return library
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Escapes by code points. The library's own goes by characters, and takes a quotation mark with an accent for
    /// another character than a quotation mark; browsers do not.
    struct Escaping: MustacheContentType {
        func escapeText(_ text: String) -> String {
            var result = ""
            for scalar in PlainText.visible(text).unicodeScalars {
                switch scalar {
                case "&": result += "&amp;"
                case "<": result += "&lt;"
                case ">": result += "&gt;"
                case "\"": result += "&quot;"
                case "'": result += "&#39;"
                default: result.unicodeScalars.append(scalar)
                }
            }
            return result
        }
    }
}
