import Foundation
import Testing

@testable import Session

@Suite("Stored observations") struct ObservationFileTests {
    @Test func whatIsStoredIsRead() async throws {
        try await Samples.withFolder { folder in
            let observations = try Samples.observations(Samples.start, Samples.kernel, Samples.end)
            try ObservationFile.store(observations, label: "native-x86_64", folder: folder.appending(path: "new").path)
            let path = folder.appending(path: "new/native-x86_64.jsonl").path
            let subject = try ObservationFile(path: path).subject()
            #expect(subject.observations == observations)
            #expect(subject.label == "native-x86_64")
            #expect(subject.architecture == "x86_64")
            #expect(subject.problem == nil)
            #expect(subject.situation.kernel?.description == "6.18.44")
        }
    }

    @Test("a report without an end says so") func cutOff() async throws {
        try await Samples.withFolder { folder in
            let path = folder.appending(path: "qemu-user-x86_64.jsonl").path
            try Data("\(Samples.start)\n\(Samples.kernel)".utf8).write(to: URL(fileURLWithPath: path))
            let subject = try ObservationFile(path: path).subject()
            #expect(subject.problem == "the stored report has no end")
            #expect(subject.decidedFlavour == .qemuUser)
        }
    }

    @Test(arguments: [
        ("", "this is no report of a probe"), ("\n\n", "this is no report of a probe"), ("{}\n", "line 1: "),
        ("\u{0}\u{1}\n", "line 1: "), (Samples.start + "\nnonsense\n", "line 2: "),
        (
            #"{"kind":"probe","schema":99,"architecture":"x","pageSize":1,"chosenImage":false}"# + "\n",
            "line 1: schema 99"
        ),
    ])
    func badFilesAreOneLine(content: String, words: String) async throws {
        try await Samples.withFolder { folder in
            let path = folder.appending(path: "x.jsonl").path
            try Data(content.utf8).write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: UsageError.self) { try ObservationFile(path: path).subject() }
            #expect(error?.description.hasPrefix("\(path): \(words)") == true)
            #expect(error?.description.contains("\n") == false)
        }
    }

    @Test func aMissingFileIsOneLine() {
        let error = #expect(throws: UsageError.self) { try ObservationFile(path: "/nonexistent.jsonl").subject() }
        #expect(error?.description.hasPrefix("/nonexistent.jsonl: cannot be read") == true)
    }
}
