import Foundation
import Glibc
import Testing

/// The whole command where its surroundings fail it.
@Suite("Command line: faults") struct FaultTests {
    /// A file system of its own that is full, at `$disk`; the shell's status is that of the command.
    private static let fullDisk = #"""
        disk="$started-disk"; mkdir "$disk"
        unshare --user --map-root-user --mount sh -c '
            disk=$0; mount -t tmpfs -o size=4k none "$disk" || exit 99
            head -c 4096 /dev/zero > "$disk/full"
            "$@"; status=$?
            ls "$disk" >&2
            exit $status
            ' "$disk" "$@" --junit "$disk/junit.xml"
        """#

    private static var canMount: Bool {
        (try? CommandLine.run(shell: "unshare --user --map-root-user --mount mount -t tmpfs none /mnt").status) == 0
    }

    @Test("a full disk is an error, and nothing of the report is left", .enabled("unshare can mount here") { canMount })
    func diskFull() throws {
        let left = try RunTests.run(emulator: ":", shell: Self.fullDisk)
        #expect(left.run.status == 1)
        #expect(left.run.errors.contains("junit.xml: No space left on device\n"))
        #expect(left.run.errors.hasSuffix("\nfull\n"), "\(left.run.errors)")
    }

    @Test("nobody reads what is printed") func brokenPipe() throws {
        let left = try RunTests.run(emulator: ":", shell: #"{ "$@"; echo $? >&2; } | :"#)
        #expect(left.run.errors == "1\n")
        #expect(left.junit.hasSuffix("</testsuites>\n"))
    }

    @Test("a suite that is stopped for a while goes on") func stopped() throws {
        let report = #"echo '{"kind":"probe","schema":1,"architecture":"aarch64","pageSize":4096}'"#
        let left = try RunTests.run(
            emulator: "\(report); : > \"$started\"; sleep 1; echo '{\"kind\":\"end\",\"lines\":1}'",
            shell: """
                "$@" & child=$!
                while ! [ -e "$started" ]; do sleep 0.05; done
                kill -STOP $child; sleep 3; kill -CONT $child; wait $child
                """)
        // This probe of a few words says nothing of its privileges, which is a problem for root.
        #expect(!left.junit.contains("was killed"), "\(left.junit)")
        #expect(!left.junit.contains("no end"))
    }

    @Test(
        "interrupted at some moment, it reports or has not begun",
        arguments: ["0", "0.02", "0.1", "0.3", "0.6", "1"])
    func interrupted(seconds: String) throws {
        let junit = FileManager.default.temporaryDirectory.appending(path: "vdso-interrupted-\(UUID()).xml").path
        defer { unlink(junit) }
        let run = try CommandLine.run(
            "check", "--target", "native", "--quick", "--junit", junit,
            shell: #""$@" & child=$!; sleep \#(seconds); kill -INT $child 2> /dev/null; wait $child"#)
        // A fast machine may be done before, a slow one not have begun: shells start what is in the background deaf to it.
        let isReported = [0, 128 + SIGINT].contains(run.status) || run.output.contains("exit status")
        #expect(isReported, "\(run.status) \(run.errors)")
        if let text = try? String(contentsOfFile: junit, encoding: .utf8) { #expect(text.hasSuffix("</testsuites>\n")) }
        #expect(!FileManager.default.fileExists(atPath: junit + ".partial"))
    }

    @Test("without /proc it says so", .enabled("unshare can mount here") { canMount }) func noProc() throws {
        let run = try CommandLine.run(
            "check",
            shell: #"unshare --user --map-root-user --mount sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@""#)
        #expect(run.status == 2)
        let words = "this program cannot read its own arguments: /proc is not mounted"
        #expect(run.errors == "vdso-conformance: error: \(words)\n")
    }
}
