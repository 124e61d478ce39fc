import Foundation
import Testing

@testable import Targets

@Suite("Configuration of the running kernel") struct RunningKernelTests {
    private func root(_ files: [String: String]) async throws -> Scratch {
        let scratch = try Scratch()
        for (name, text) in files {
            let url = URL(fileURLWithPath: "\(scratch.path)/\(name)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        return scratch
    }

    private func compress(_ path: String) async throws {
        let gzip = ChildProcess(
            executable: "/bin/sh", arguments: ["-c", #"gzip "$1""#, "sh", path], deadline: .seconds(60), outputLimit: 0)
        #expect(try await gzip.run().ending == .exited(0))
    }

    @Test func isUnpackedFromProcFirst() async throws {
        let root = try await root(["proc/config": "CONFIG_A=y\n", "boot/config-6.1": "CONFIG_B=y\n"])
        try await compress("\(root.path)/proc/config")
        #expect(
            await RunningKernel.configuration(release: "6.1", root: root.path)
                == .init(text: "CONFIG_A=y\n", path: "\(root.path)/proc/config.gz"))
    }

    @Test(arguments: ["boot/config-6.1", "lib/modules/6.1/config"])
    func isReadFromAFile(name: String) async throws {
        let root = try await root([name: "CONFIG_B=y\n", "boot/config-6.2": "CONFIG_C=y\n"])
        #expect(
            await RunningKernel.configuration(release: "6.1", root: root.path)
                == .init(text: "CONFIG_B=y\n", path: "\(root.path)/\(name)"))
    }

    @Test func isNotTakenFromABrokenOrEmptyFile() async throws {
        let root = try await root([
            "proc/config.gz": "not compressed", "boot/config-6.1": "", "lib/modules/6.1/config": "CONFIG_D=m\n",
        ])
        #expect(await RunningKernel.configuration(release: "6.1", root: root.path)?.text == "CONFIG_D=m\n")
    }

    @Test func isUnknownWhereThereIsNone() async throws {
        #expect(await RunningKernel.configuration(release: "6.1", root: try await root([:]).path) == nil)
    }

    @Test func releaseIsThatOfUname() throws {
        let text = try String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
        #expect(RunningKernel.release == text.trimmingCharacters(in: .newlines))
    }
}
