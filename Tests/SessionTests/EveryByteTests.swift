import Conformance
import Expectations
import Foundation
import ImageFixtures
import KernelFiles
import Results
import Testing
import VDSOImage

@testable import Session

/// Every byte of small images set to 0, to 0xff, and with each of its bits flipped: there is a verdict, or a clear refusal.
///
/// `swift test` takes a sample. With `VDSO_EVERY_BYTE=1`, as `scripts/every-byte` sets it, it is all of them, and the
/// longest time that one took is told; time is measured but nothing is asserted of it.
@Suite("Every byte of an image") struct EveryByteTests {
    private static let isWhole = ProcessInfo.processInfo.environment["VDSO_EVERY_BYTE"] == "1"
    private static let targets: [FixtureTarget] = isWhole ? FixtureTarget.allCases : [.x64, .i386, .s390x]
    /// A prime, so that a sample meets every kind of field.
    private static let step = isWhole ? 1 : 97

    /// What becomes of one byte.
    private enum Change: Hashable {
        case set(UInt8)
        case flip(UInt8)

        static let all: [Change] = [.set(0), .set(0xff)] + (0..<8).map { .flip($0) }

        func callAsFunction(_ byte: UInt8) -> UInt8 {
            switch self {
            case .set(let value): value
            case .flip(let bit): byte ^ 1 << bit
            }
        }
    }

    @Test("gives a verdict or a clear refusal", .timeLimit(.minutes(60)), arguments: targets)
    func change(_ target: FixtureTarget) async throws {
        let original = try await Fixtures.image(target)
        let promises = try Promises(directory: nil, overlays: [])
        var longest = (seconds: 0.0, words: "")
        var tried = 0
        for offset in stride(from: 0, to: original.count, by: Self.step) {
            for change in Change.all where change(original[offset]) != original[offset] {
                var bytes = original
                bytes[offset] = change(bytes[offset])
                let began = ContinuousClock.now
                let refusal = judge(bytes, promises)
                let seconds = (ContinuousClock.now - began) / .seconds(1)
                if seconds > longest.seconds { longest = (seconds, "byte \(offset): \(change)") }
                #expect(refusal?.isEmpty != true && refusal?.contains("\n") != true, "byte \(offset): \(change)")
                tried += 1
            }
        }
        #expect(tried > 10)
        print("every byte: \(target): \(tried) images, the longest took \(longest.seconds) s: \(longest.words)")
    }

    /// Reads and judges; gives the words of a refusal.
    private func judge(_ bytes: [UInt8], _ promises: Promises) -> String? {
        do {
            let image = try VDSOImage(bytes: bytes)
            var subject = Subject(label: "image", target: "image:f")
            subject.image = .read(image)
            subject.architecture = promises.architecture(of: image, subject.decidedFlavour)
            guard let architecture = promises.architecture(of: subject),
                let expectations = promises.set(architecture, subject.decidedFlavour)
            else { return promises.absence(for: subject) }
            let report = Judgement(subject: subject, expectations: expectations).report
            #expect(report.results.contains { $0.outcome != .skipped })
            #expect(!report.results.contains { $0.identifier.subject == "identifiers" }, "two results of one name")
            return nil
        } catch {
            return "\(error)"
        }
    }
}
