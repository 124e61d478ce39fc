/// One element of an XML document: enough of XML to write a report, with nothing that could be written wrongly.
struct XMLElement {
    /// The name, which this program chose and needs no escape.
    var name: String
    /// Attributes in the order in which they are written.
    var attributes: [(name: String, value: String)] = []
    /// What stands inside.
    var content: Content = .empty

    /// What an element holds.
    enum Content {
        case empty
        case text(String)
        case elements([XMLElement])
    }

    init(_ name: String, _ attributes: [(name: String, value: String)] = [], _ content: Content = .empty) {
        self.name = name
        self.attributes = attributes
        self.content = content
    }

    /// A whole document with this element as its root.
    var document: String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        write(to: &text, indentation: "")
        return text
    }

    private func write(to text: inout String, indentation: String) {
        text += "\(indentation)<\(name)"
        for attribute in attributes {
            text += " \(attribute.name)=\"\(Self.escaped(attribute.value, isAttribute: true))\""
        }
        switch content {
        case .empty:
            text += "/>\n"
        case .text(let content):
            text += ">\(Self.escaped(content, isAttribute: false))</\(name)>\n"
        case .elements(let elements):
            text += ">\n"
            for element in elements { element.write(to: &text, indentation: indentation + "  ") }
            text += "\(indentation)</\(name)>\n"
        }
    }

    /// Text in which nothing is markup. `>` is escaped everywhere, so that `]]>` cannot arise; white space in
    /// attributes is, because parsers would turn it into spaces.
    private static func escaped(_ text: String, isAttribute: Bool) -> String {
        var result = ""
        for scalar in PlainText.visible(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"" where isAttribute: result += "&quot;"
            case "\n" where isAttribute: result += "&#10;"
            case "\t" where isAttribute: result += "&#9;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
