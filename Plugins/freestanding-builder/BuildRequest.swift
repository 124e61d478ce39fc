import Foundation

/// The command line of the builder.
struct BuildRequest {
    /// What is built.
    enum Product: String { case probe, wrapper }
    var product: Product
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
            let output = options["--output"], let product = options["--product"].flatMap(Product.init)
        else { throw UsageError(description: "needs --compiler, --product, --architecture and --output") }
        guard let architecture = Architecture.all.first(where: { $0.name == name }) else {
            throw UsageError(description: "\(name) has no entry in Architecture.swift")
        }
        self.product = product
        self.compiler = URL(filePath: compiler)
        self.architecture = architecture
        self.output = URL(filePath: output)
    }

    /// The folders that hold headers among the sources.
    var includeFolders: [String] {
        Set(
            sources.filter { ["h", "modulemap"].contains($0.pathExtension) }.map { $0.deletingLastPathComponent().path }
        )
        .sorted()
    }

    /// The sources of a kind.
    func sources(_ kind: String) -> [URL] { sources.filter { $0.pathExtension == kind } }
}
