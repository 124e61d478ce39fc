import Foundation
import Glibc
import Testing

/// Runs with an emulator that is a script, so that what goes wrong does so at the right time.
@Suite("Command line: runs that go wrong") struct RunTests {
    private static let firstLine =
        #"{"kind":"probe","schema":1,"architecture":"aarch64","pageSize":4096,"chosenImage":false}"#

    /// What a run has left.
    struct Left {
        var run: CommandLine
        var junit: String

        func count(_ text: String) -> Int { junit.ranges(of: text).count }
    }

    /// Runs `check` on qemu-user:aarch64.
    ///
    /// - Parameters:
    ///   - emulator: the shell commands that stand for the probe's run; `$started` is a file to create.
    ///   - shell: what is done with the command; `$started` as above.
    /// - Returns: the run and its report file.
    /// - Throws: what starting it throws.
    static func run(emulator: String, shell: String = "\"$@\"") throws -> Left {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-run-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = folder.appending(path: "qemu-aarch64")
        let started = "started='\(folder.path)/started'"
        try Data(
            """
            #!/bin/sh
            \(started)
            case "$1" in --version) echo "qemu-aarch64 version 10.0.2"; exit 0;; esac
            \(emulator)

            """.utf8
        ).write(to: script)
        chmod(script.path, 0o755)
        let junit = folder.appending(path: "junit.xml")
        try Data("an old report".utf8).write(to: junit)
        let run = try CommandLine.run(
            "check", "--target", "qemu-user:aarch64", "--junit", junit.path,
            environment: ["VDSO_QEMU_DIR": folder.path], shell: "\(started); \(shell)")
        return Left(run: run, junit: (try? String(contentsOf: junit, encoding: .utf8)) ?? "")
    }

    @Test("an interrupted run reports first, and then ends by the same signal", arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) throws {
        let left = try Self.run(
            emulator: "echo '\(Self.firstLine)'; : > \"$started\"; exec sleep 60",
            shell: """
                "$@" & child=$!
                while ! [ -e "$started" ]; do sleep 0.05; done
                kill -\(signal) $child; wait $child
                """)
        #expect(left.run.status == 128 + signal)
        #expect(left.count("<error ") == 1)
        #expect(left.count("<failure ") == 0)
        #expect(left.junit.hasSuffix("</testsuites>\n"))
        #expect(left.run.output.contains("Interrupted: while qemu-user-aarch64 was observed"))
    }

    @Test("a signal that comes twice at once, as from timeout(1), is one") func interruptedTwice() throws {
        let left = try Self.run(
            emulator: "echo '\(Self.firstLine)'; : > \"$started\"; exec sleep 60",
            shell: """
                "$@" & child=$!
                while ! [ -e "$started" ]; do sleep 0.05; done
                kill -15 $child; kill -15 $child; wait $child
                """)
        #expect(left.run.status == 128 + SIGTERM)
        #expect(left.count("<error ") == 1)
        #expect(left.run.output.contains("Interrupted: while qemu-user-aarch64 was observed"))
    }

    @Test("an interrupted run leaves every file, and no entry in the history") func interruptedFiles() throws {
        let left = try Self.run(
            emulator: "echo '\(Self.firstLine)'; : > \"$started\"; exec sleep 60",
            shell: """
                "$@" --html "$started-page" --kcidb "$started-kcidb" & child=$!
                while ! [ -e "$started" ]; do sleep 0.05; done
                kill -2 $child; wait $child; status=$?
                grep -c '<strong>Interrupted' "$started-page/index.html" >&2
                grep -c '"ERROR"' "$started-kcidb" >&2
                ls "$started-page/runs" | wc -l >&2
                exit $status
                """)
        #expect(left.run.status == 128 + SIGINT)
        #expect(left.run.errors == "1\n1\n0\n")
        #expect(left.junit.hasSuffix("</testsuites>\n"))
    }

    @Test(
        "a whole run is kept for the history, one of a part is not", arguments: [("", "1"), ("--only '*/run/*'", "0")])
    func history(only: String, count: String) throws {
        let left = try Self.run(
            emulator: "echo '\(Self.firstLine)'",
            shell: "\"$@\" --html \"$started-page\" \(only); ls \"$started-page/runs\" | wc -l >&2; exit 0")
        #expect(left.run.errors == "\(count)\n")
    }

    @Test("a file that cannot be written costs no other") func oneFileFails() throws {
        let left = try Self.run(
            emulator: "echo '\(Self.firstLine)'",
            shell: """
                "$@" --kcidb /dev/full --html "$started-page"; status=$?
                grep -c '<h1>' "$started-page/index.html" >&2
                exit $status
                """)
        #expect(left.run.status == 1)
        #expect(left.junit.hasSuffix("</testsuites>\n"))
        #expect(left.run.errors == "vdso-conformance: error: cannot write /dev/full: No space left on device\n1\n")
        #expect(left.run.output.contains("exit status 1"))
    }

    @Test("a dead probe is one error") func dead() throws {
        let left = try Self.run(emulator: "echo '\(Self.firstLine)'; kill -9 $$")
        #expect(left.run.status == 1)
        #expect(left.count("<error ") == 1)
        #expect(left.count("<failure ") == 0)
        #expect(left.junit.contains("ended by signal 9 after 1 line"))
        #expect(left.junit.contains("promises could not be judged"))
    }

    @Test("a probe that babbles is one error", arguments: ["echo nonsense", "head -c 100000 /dev/urandom", ":"])
    func babbles(emulator: String) throws {
        let left = try Self.run(emulator: emulator)
        #expect(left.run.status == 1)
        #expect(left.count("<error ") == 1)
        #expect(left.count("<failure ") == 0)
        #expect(left.junit.hasSuffix("</testsuites>\n"))
    }

    @Test("wrong use leaves no old report behind") func oldReport() throws {
        let left = try Self.run(emulator: ":", shell: "\"$@\" --expectations /nonexistent")
        #expect(left.run.status == 2)
        #expect(left.junit.isEmpty)
    }

    @Test("a report that cannot be written is no success") func fullDisk() throws {
        let left = try Self.run(emulator: ":", shell: "\"$@\" --junit /dev/full")
        #expect(left.run.status == 1)
        #expect(left.run.errors == "vdso-conformance: error: cannot write /dev/full: No space left on device\n")
    }

    @Test(arguments: [("", 3), ("--require qemu-user:aarch64", 3)])
    func anEmulatorWithoutVDSO(arguments: String, status: Int32) throws {
        let run = try CommandLine.run(
            "check", "--target", "qemu-user:aarch64", environment: ["VDSO_QEMU_DIR": "/nonexistent"],
            shell: "\"$@\" \(arguments)")
        #expect(run.status == status)
        #expect(run.output.contains("there is no qemu-aarch64"))
    }
}
