import Foundation

/// The command line of the builder.
struct BuildRequest {
    var compiler: URL
    var architecture: Architecture
    var output: URL
    var sources: [URL] = []

    struct UsageError: Error, CustomStringConvertible {
        var description: String
    }

    init(arguments: [String]) throws {
        var options: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument.hasPrefix("--") {
                options[argument] = rest.popFirst()
            } else {
                sources.append(URL(filePath: argument))
            }
        }
        guard let compiler = options["--compiler"], let name = options["--architecture"],
            let output = options["--output"]
        else { throw UsageError(description: "needs --compiler, --architecture and --output") }
        guard let architecture = Architecture.all.first(where: { $0.name == name }) else {
            throw UsageError(description: "\(name).S has no entry in Architecture.swift")
        }
        self.compiler = URL(filePath: compiler)
        self.architecture = architecture
        self.output = URL(filePath: output)
    }
}
