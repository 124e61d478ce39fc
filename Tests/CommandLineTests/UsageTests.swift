import Foundation
import Session
import Testing

@Suite("Command line: usage") struct UsageTests {
    @Test func versionAndHelpAreOnStandardOutput() throws {
        let version = try CommandLine.run("--version")
        #expect(version.output == "\(SuiteVersion.current)\n")
        #expect(version.status == 0)
        for arguments in [["--help"], ["check", "--help"], ["help", "judge"]] {
            let help = try CommandLine.run(arguments[0], arguments.dropFirst().first ?? "--help")
            #expect(help.status == 0)
            #expect(help.errors.isEmpty)
            #expect(help.output.contains("EXAMPLES"))
        }
    }

    @Test(
        "each command teaches by example",
        arguments: [
            "bench", "check", "image", "inspect", "list", "judge", "matrix", "merge", "doctor", "initramfs",
        ])
    func examples(command: String) throws {
        let help = try CommandLine.run(command, "--help").output
        #expect(help.contains("EXAMPLES\n  vdso-conformance \(command)"))
    }

    @Test(
        "no line of a help text breaks within an example",
        arguments: [
            "", "bench", "check", "image", "inspect", "list", "judge", "matrix", "merge", "doctor", "initramfs",
        ])
    func examplesFit(command: String) throws {
        let help = try command.isEmpty ? CommandLine.run("--help") : CommandLine.run(command, "--help")
        let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "EXAMPLES"))
        let examples = lines[(start + 1)...].prefix { !$0.isEmpty }
        #expect(!examples.isEmpty)
        #expect(examples.allSatisfy { $0.hasPrefix("  vdso-conformance ") })
    }

    @Test func doctorKnowsWhatItLooksAt() throws {
        let doctor = try CommandLine.run("doctor", "--require", "expectations", "--json")
        #expect(doctor.status == 0, "\(doctor.errors)")
        #expect(doctor.output.contains("\"name\" : \"expectations\""))
        let wrong = try CommandLine.run("doctor", "--require", "kvn")
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("nothing is called \"kvn\" here; there is expectations, native"))
        let broken = try CommandLine.run(
            "doctor", "--require", "expectations", environment: ["VDSO_EXPECTATIONS": "/nonexistent"])
        #expect(broken.status == 1)
        #expect(broken.output.contains("MISSING  expectations"))
    }

    @Test(arguments: [
        ["--moon"], ["moon"], ["check", "--target", "moon"], ["check", "--load-factor", "x"],
        ["check", "--json", "--ktap"],
        ["check", "--only", "a b"], ["image"], ["image", "/nonexistent"], ["image", "/etc/passwd"],
        ["image", "/dev/null"],
        ["inspect", "/etc/passwd"], ["inspect", "/nonexistent"], ["inspect", "/dev"], ["judge", "/nonexistent"],
        ["list", "moon/x/y"], ["check", "--expectations", "/nonexistent"], ["check", "--junit", "/dev/null/x/y.xml"],
        ["image", "--flavour", "moon", "x"], ["check", "--html", "/dev/null/x"], ["check", "--kcidb", "/dev/null/x/y"],
        ["check", "--kcidb-origin", "lab"], ["check", "--kcidb", "x", "--kcidb-origin", "My Lab"],
        ["check", "--disturb"], ["check", "--disturb", "--target", "native"],
        ["check", "--disturb", "--target", "qemu-system:x86_64", "--require", "qemu-user:aarch64"],
        ["check", "--kcidb", "x", "--kcidb-build", "1234"], ["check", "--history", "x"],
        ["bench", "moon"], ["bench", "image:/bin/sh"], ["bench", "--json", "--csv"],
        ["bench", "--compare", "/nonexistent"],
        ["bench", "--rows", "/dev/null"], ["bench", "--baseline", "never saved"], ["bench", "--accelerator", "moon"],
        ["bench", "native", "--rows", "/nonexistent"], ["bench", "--duration", "long"],
        ["matrix"], ["matrix", "/nonexistent"], ["matrix", "/dev/null"], ["merge", "/dev/null", "/nonexistent"],
    ])
    func wrongUseIsOneClearLineAndStatus2(arguments: [String]) throws {
        let shell = "\"$@\" " + arguments.map { "'\($0)'" }.joined(separator: " ")
        let run = try CommandLine.run(shell: shell)
        #expect(!run.isSignalled)
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        let lines = run.errors.split(separator: "\n")
        #expect(lines.first?.hasPrefix("vdso-conformance: error: ") == true)
        #expect(lines.filter { $0.hasPrefix("vdso-conformance: error: ") }.count == 1)
    }

    @Test func aWrongVariableIsNamed() throws {
        let run = try CommandLine.run("check", environment: ["VDSO_LOAD_FACTOR": "fast"])
        #expect(run.status == 2)
        #expect(
            run.errors == "vdso-conformance: error: VDSO_LOAD_FACTOR must be a number from 1 to 1000, not \"fast\"\n")
    }

    @Test func aReaderThatLeavesIsNoCrash() throws {
        let run = try CommandLine.run("list", shell: "(\"$@\"; echo status $? >&2) | head -n 0; exit 0")
        #expect(run.errors == "status 0\n")
        // A command that runs on other threads: the signal comes to one of them.
        let other = try CommandLine.run(
            "selftest", "--target", "native", "--only", "wrong-type",
            shell: "(\"$@\"; echo status $? >&2) | head -n 0; exit 0")
        #expect(other.errors == "status 0\n")
        let closed = try CommandLine.run("list", shell: "\"$@\" >&-")
        #expect(!closed.isSignalled)
        #expect(closed.status == 1)
    }

    @Test func aFullDiskIsAnError() throws {
        let run = try CommandLine.run("list", shell: "\"$@\" > /dev/full")
        #expect(run.status == 1)
        #expect(run.errors == "vdso-conformance: error: cannot write standard output: No space left on device\n")
    }

    @Test func noColourWithoutATerminal() throws {
        #expect(!(try CommandLine.run("targets").output.contains("\u{1B}")))
    }

    @Test(arguments: ["list", "targets"]) func listsAreJSONToo(command: String) throws {
        let run = try CommandLine.run(command, "--json")
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
        #expect(!rows.isEmpty)
    }
}
