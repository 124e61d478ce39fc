import Foundation
import Results
import Testing

@testable import Session
@testable import Targets

/// The real probe where something is missing: each check is made, or says what it lacks, and no promise is called broken
/// that is kept elsewhere. `scripts/privileges` does the same with the whole program.
@Suite("Hard conditions", .enabled(if: NativeRun.isPossible)) struct HardConditionsTests {
    /// What is different, as words before a command.
    enum Condition: String {
        case noNewPrivileges = "setpriv --no-new-privs --"
        case nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups --"
        case noUserNamespaces =
            "unshare --user --map-root-user sh -c 'echo 0 > /proc/sys/user/max_user_namespaces && exec \"$@\"' sh"
        case noProc = "unshare --user --map-root-user --mount sh -c 'mount -t tmpfs none /proc && exec \"$@\"' sh"
        case readOnlyRoot =
            "unshare --mount sh -c 'mount -o remount,bind,ro / && exec \"$@\"' sh"
        case littleMemory = "prlimit --as=4194304 --"
        case noProcesses = "setpriv --reuid=65534 --regid=65534 --clear-groups -- prlimit --nproc=1 --"
        case fewFiles = "prlimit --nofile=5 --"
        case noMemoryToLock = "prlimit --memlock=0 --"

        /// Whether this machine can make it so. A machine that cannot skips the test.
        var isPossible: Bool {
            get async {
                let trial = ChildProcess(
                    executable: "/bin/sh", arguments: ["-c", "\(rawValue) true"], deadline: .seconds(60),
                    outputLimit: 4096)
                return (try? await trial.run())?.ending == .exited(0)
            }
        }
    }

    /// Runs the probe so.
    private func run(_ condition: Condition) async throws -> TargetReport {
        let observed = try await NativeRun.observe("exec \(condition.rawValue) \"$@\"")
        #expect(observed.observations.end != nil, "\(observed.problem ?? "") \(observed.standardError)")
        let (report, failures) = try await NativeRun.wronged(observed)
        #expect(failures == [])
        #expect(report.unexplained == [])
        #expect(report.results.contains { $0.outcome == .passed })
        return report
    }

    @Test(
        "without any privilege, or the way to one",
        .enabled("setpriv can do this here") { await Condition.noNewPrivileges.isPossible })
    func noNewPrivileges() async throws { _ = try await run(.noNewPrivileges) }

    @Test("as nobody", .enabled("this process can become nobody") { await Condition.nobody.isPossible })
    func nobody() async throws { _ = try await run(.nobody) }

    @Test(
        "without user namespaces",
        .enabled("unshare can do this here") { await Condition.noUserNamespaces.isPossible })
    func noUserNamespaces() async throws {
        let results = try await run(.noUserNamespaces).results(.namespaces)
        #expect(!results.isEmpty)
        for result in results {
            #expect(result.outcome == .skipped)
            #expect(result.reason.contains("is refused"), "\(result.reason)")
        }
    }

    @Test("without /proc", .enabled("unshare can do this here") { await Condition.noProc.isPossible })
    func noProc() async throws {
        let report = try await run(.noProc)
        let skipped = report.results(.mapping).filter { $0.reason.contains("/proc/self/maps cannot be read") }
        #expect(!skipped.isEmpty && skipped.allSatisfy { $0.outcome == .skipped })
        // The image is found by its own headers: what does not need the mappings is judged.
        for area in [Area.image, .exports, .agreement, .errors] {
            #expect(report.results(area).contains { $0.outcome == .passed }, "\(area)")
        }
    }

    @Test(
        "with a root that is read-only",
        .enabled("unshare can do this here") { await Condition.readOnlyRoot.isPossible })
    func readOnlyRoot() async throws { _ = try await run(.readOnlyRoot) }

    @Test("with little memory", .enabled("prlimit can do this here") { await Condition.littleMemory.isPossible })
    func littleMemory() async throws { _ = try await run(.littleMemory) }

    @Test(
        "with no process left: an error that can be repeated, not a skip",
        .enabled("this process can become nobody") { await Condition.noProcesses.isPossible })
    func noProcesses() async throws {
        let report = try await run(.noProcesses)
        let errors = report.results.filter { $0.outcome == .error }
        #expect(errors.contains { $0.reason == "the machine had no process to spare: fork fails (errno 11)" })
        #expect(Repetition(of: report).isNeeded)
    }

    @Test("with few files", .enabled("prlimit can do this here") { await Condition.fewFiles.isPossible })
    func fewFiles() async throws { _ = try await run(.fewFiles) }

    @Test("with no memory to lock", .enabled("prlimit can do this here") { await Condition.noMemoryToLock.isPossible })
    func noMemoryToLock() async throws { _ = try await run(.noMemoryToLock) }
}
