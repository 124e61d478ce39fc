import Foundation
import Glibc
import Reporting
import Testing

@Suite("Report files") struct ReportFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-report-\(UUID())")
    private var path: String { folder.appending(path: "deep/junit.xml").path }

    @Test func createsFoldersAndReplacesOldReports() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = ReportFile(path: path)
        try file.prepare()
        try file.write(Data("old".utf8))
        try file.prepare()
        #expect(!FileManager.default.fileExists(atPath: path), "an old report is removed at the start")
        try file.write(Data("new".utf8))
        try file.write(Data("newer".utf8))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "newer")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/deep") == ["junit.xml"])
    }

    @Test("a disk that fills up leaves no half file") func fullDisk() async {
        // Without captures, which exit tests have only from Swift 6.3 on.
        await #expect(processExitsWith: .exitCode(42)) {
            let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-full-\(UUID())").path
            // The same answer of write(2) as on a full disk, without a disk to fill.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
            let path = "\(folder)/junit.xml"
            let file = ReportFile(path: path)
            try file.prepare()
            try file.write(Data("whole".utf8))
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            do {
                try file.write(Data(repeating: 0x61, count: 10_000))
            } catch let error as ReportFile.Failure {
                let left = try FileManager.default.contentsOfDirectory(atPath: folder)
                let content = try String(contentsOfFile: path, encoding: .utf8)
                try FileManager.default.removeItem(atPath: folder)
                if error.code == EFBIG, left == ["junit.xml"], content == "whole" { exit(42) }
            }
            exit(1)
        }
    }

    @Test func aFullDeviceIsAnError() throws {
        let file = ReportFile(path: "/dev/full")
        try file.prepare()
        let error = #expect(throws: ReportFile.Failure.self) { try file.write(Data("x".utf8)) }
        #expect(error.map { "\($0)" } == "cannot write /dev/full: No space left on device")
    }

    @Test func devicesAreWrittenToAndNotReplaced() throws {
        let file = ReportFile(path: "/dev/null")
        try file.prepare()
        try file.write(Data("x".utf8))
        var status = stat()
        #expect(stat("/dev/null", &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func badPathsAreErrorsBeforeARun() {
        let folder = #expect(throws: ReportFile.Failure.self) { try ReportFile(path: "/tmp").prepare() }
        #expect(folder?.description == "cannot write /tmp: Is a directory")
        let beneathAFile = #expect(throws: ReportFile.Failure.self) {
            try ReportFile(path: "/dev/null/x/junit.xml").prepare()
        }
        #expect(beneathAFile?.description == "cannot create the folder /dev/null/x: Not a directory")
    }
}
