/// A kernel's configuration, as `/proc/config.gz` or `/boot/config-RELEASE` tells it.
public struct KernelConfiguration: Sendable, Hashable {
    /// The values of the options that are set, with their prefix: `CONFIG_HZ` is `250`, `CONFIG_TIME_NS` is `y`.
    public var options: [String: String]

    /// Wraps options.
    public init(options: [String: String]) { self.options = options }

    /// Reads the text of a `.config`: a line `NAME=VALUE` for each option that is set. All other lines are comments,
    /// also `# NAME is not set`: a whole configuration need not mention an option that is off.
    public init(text: String) {
        options = [:]
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("CONFIG_") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            var value = line[line.index(after: equals)...]
            if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") { value = value.dropFirst().dropLast() }
            options[String(line[..<equals])] = String(value)
        }
    }

    /// Whether an option is `y` or `m`. An option that is not mentioned is off.
    public func isSet(_ option: String) -> Bool { options[option] == "y" || options[option] == "m" }
}
