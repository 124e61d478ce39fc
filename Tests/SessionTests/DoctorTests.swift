import Targets
import Testing

@testable import Session

@Suite("Doctor: what it comes to") struct DoctorTests {
    private let there = Requirement.there("native", "runs")
    private let wanted = Requirement.missing("kvm", "absent", loss: "speed")
    private let essential = Requirement.missing("expectations", "gone", loss: "all", isEssential: true)

    @Test func statusTellsNothingFromSome() {
        #expect(Doctor([there]).status == 0)
        #expect(Doctor([there, wanted]).status == 3)
        #expect(Doctor([there, wanted, essential]).status == 1)
    }

    @Test func onlyWhatIsRequiredCounts() throws {
        let doctor = Doctor([there, wanted])
        #expect(try doctor.limited(to: ["native"]).status == 0)
        #expect(try doctor.limited(to: ["native", "kvm"]).status == 3)
        #expect(try doctor.limited(to: []).requirements == doctor.requirements)
    }

    @Test func whatNobodyKnowsIsWrongUse() {
        #expect(throws: UsageError("nothing is called \"kvn\" here; there is native, kvm")) {
            try Doctor([there, wanted]).limited(to: ["kvn"])
        }
    }

    @Test func expectationsAreReadToTheirEnd() {
        #expect(Doctor.expectations(in: nil).isThere)
        let missing = Doctor.expectations(in: "/nonexistent")
        #expect(!missing.isThere)
        #expect(missing.isEssential)
    }
}
