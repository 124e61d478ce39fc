import Foundation
import Session
import Testing

/// Broken vDSOs in virtual machines, for those whose kernel is in the cache; `selftest --target qemu-system:ARCH` does the
/// whole corpus.
@Suite("Broken vDSOs in virtual machines", .serialized) struct GuestCorpusTests {
    private static let cache: String = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return ProcessInfo.processInfo.environment["VDSO_CACHE"] ?? package.appending(path: ".cache").path
    }()

    /// Machines with the kernels that continuous integration fetches.
    private static let machines: [(name: String, kernel: String)] = [
        ("x86_64", "debian/trixie/amd64/cloud-amd64"), ("aarch64", "debian/trixie/arm64/cloud-arm64"),
    ].map { ($0, "\(cache)/kernels/\($1)/vmlinuz") }.filter { FileManager.default.isReadableFile(atPath: $0.kernel) }

    @Test("are caught, several in one boot, and the healthy one passes", arguments: machines)
    func areCaught(machine: (name: String, kernel: String)) async throws {
        var settings = Settings()
        settings.targets = ["qemu-system:\(machine.name)"]
        settings.kernel = machine.kernel
        settings.effort = .quick
        let outcome = try #require(try await Selftest(settings: settings, only: "getres-*").run().first)
        // Without an emulator there is nothing to see, and `targets` says so.
        guard outcome.unavailable == nil else { return }
        #expect(outcome.healthyFailures.map(\.identifier.description) == [])
        #expect(outcome.rows.count >= 3)
        for row in outcome.rows {
            if case .caught = row.fate { continue }
            Issue.record("\(row.target) \(row.defect): \(row.fate)")
        }
    }
}
