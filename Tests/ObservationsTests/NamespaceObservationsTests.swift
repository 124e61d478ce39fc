import Foundation
import Testing

@testable import Observations

@Suite struct NamespaceObservationsTests {
    private static let lines = """
        {"kind":"function","function":"time","symbol":"__vdso_time"}
        {"kind":"time","pointer":false,"result":1,"before":1,"after":1}
        {"kind":"time","namespace":true,"pointer":true,"result":2,"before":2,"after":2}

        """

    @Test func factsFromInsideAreKeptApart() throws {
        let set = try ObservationSet(jsonLines: Data(Self.lines.utf8))
        #expect(set.timeCalls.map(\.result) == [1])
        #expect(set.insideNamespace.timeCalls.map(\.result) == [2])
        #expect(set.insideNamespace.functions.map(\.function) == ["time"])
    }

    @Test func theyAreWrittenAsTheyWereRead() throws {
        let set = try ObservationSet(jsonLines: Data(Self.lines.utf8))
        #expect(try ObservationSet(jsonLines: set.jsonLines()) == set)
    }
}
