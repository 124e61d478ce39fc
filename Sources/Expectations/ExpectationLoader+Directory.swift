import Foundation
public import Installation

extension ExpectationLoader {
    /// The directory of expectations to use where the user names none: `VDSO_EXPECTATIONS`, else the one that came with
    /// this program. It is returned even if it does not exist: to read it then says what is missing.
    ///
    /// - Parameters:
    ///   - environment: the variables.
    ///   - installation: where the program's files are.
    /// - Returns: the directory's path.
    public static func defaultDirectory(
        environment: [String: String] = ProcessInfo.processInfo.environment, installation: Installation = .current
    ) -> String {
        if let named = environment["VDSO_EXPECTATIONS"], !named.isEmpty { return named }
        return installation.root.appending(path: "Expectations").path
    }
}
