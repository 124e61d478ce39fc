import Testing

@testable import Expectations

@Suite("The shipped expectations")
struct ShippedFilesTests {
    static let loader = ExpectationLoader(directory: ExpectationLoader.defaultDirectory())

    @Test func everyFileLoads() throws {
        let available = try Self.loader.available()
        for (flavour, architecture) in available {
            let set = try Self.loader.load(architecture: architecture, flavour: flavour)
            #expect(set.architecture == architecture && set.flavour == flavour)
            #expect(!set.exports.isEmpty && !set.clocks.isEmpty && !set.image.isEmpty && !set.mapping.isEmpty)
        }
        #expect(available.count == 19)
    }
}
