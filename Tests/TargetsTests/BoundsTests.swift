import Testing

@testable import Targets

@Suite("Bounds of a program's time") struct BoundsTests {
    @Test func theEarliestThatPassedIsTheReason() {
        let bounds = Bounds()
        #expect(bounds.passed == nil)
        bounds.set(.deadline, .seconds(-1))
        bounds.set(.silence, .seconds(-2))
        #expect(bounds.passed == .silence)
        bounds.hear()
        #expect(bounds.passed == .deadline)
    }

    @Test("time in which the machine was suspended, or the suite was stopped, is not the program's") func forgiven() {
        let bounds = Bounds()
        bounds.set(.deadline, .seconds(-1))
        bounds.forgive(.seconds(3600))
        #expect(bounds.passed == nil)
    }

    @Test("what a busy machine loses is") func kept() {
        let bounds = Bounds()
        bounds.set(.deadline, .seconds(-1))
        bounds.forgive(.seconds(2))
        #expect(bounds.passed == .deadline)
    }
}
