import Expectations
import Foundation

extension KernelConfiguration {
    /// Reads a configuration that the user named.
    ///
    /// - Throws: `UsageError` for a file that cannot be read or that holds no configuration: it would answer "not set" to
    ///   every question.
    init(path: String) throws(UsageError) {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw UsageError("\(path): the kernel configuration cannot be read")
        }
        self.init(text: text)
        if options.isEmpty { throw UsageError("\(path): holds no kernel configuration: no line like CONFIG_64BIT=y") }
    }
}
