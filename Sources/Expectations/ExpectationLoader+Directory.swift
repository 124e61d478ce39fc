import Foundation

extension ExpectationLoader {
    /// The directory of expectations to use where the user names none: `VDSO_EXPECTATIONS`, else where an installation
    /// has them beside the executable, else those of the sources that this was built from. The last is returned even
    /// if it does not exist: to read it then says what is missing.
    public static func defaultDirectory() -> String {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return defaultDirectory(environment: ProcessInfo.processInfo.environment, executable: executable) {
            FileManager.default.fileExists(atPath: $0 + "/linux")
        }
    }

    /// The rule without the machine.
    static func defaultDirectory(
        environment: [String: String], executable: String, sourceFile: String = #filePath, exists: (String) -> Bool
    ) -> String {
        if let named = environment["VDSO_EXPECTATIONS"], !named.isEmpty { return named }
        let folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
        let installed = ["../share/vdso-conformance/Expectations", "Expectations"].map {
            folder.appendingPathComponent($0).standardizedFileURL.path
        }
        // Sources/Expectations/ExpectationLoader+Directory.swift lies three levels below the package.
        let package = (0..<3).reduce(URL(fileURLWithPath: sourceFile)) { url, _ in url.deletingLastPathComponent() }
        return installed.first(where: exists) ?? package.appendingPathComponent("Expectations").path
    }
}
