import ImageFixtures
import Testing
import VDSOImage

@testable import ImageDifference

@Suite("Difference of images") struct ImageDifferenceTests {
    private func difference(
        _ target: FixtureTarget = .x64, _ change: (inout VDSOImage) -> Void
    ) async throws -> ImageDifference {
        let old = try VDSOImage(bytes: try await Fixtures.image(target))
        var new = old
        change(&new)
        return ImageDifference(from: old, to: new)
    }

    @Test("an image has no difference from itself", arguments: FixtureTarget.allCases)
    func same(target: FixtureTarget) async throws {
        #expect(try await difference(target) { _ in }.changes.isEmpty)
    }

    @Test("a lost export is noticed, an added one is not") func exports() async throws {
        let old = try VDSOImage(bytes: try await Fixtures.image(.x64))
        var new = old
        new.symbols.removeAll { $0.name == "__vdso_getcpu" }
        let lost = ImageDifference(from: old, to: new)
        #expect(lost.changes.map(\.subject) == ["__vdso_getcpu@@LINUX_2.6"])
        #expect(lost.isIncompatible)
        let added = ImageDifference(from: new, to: old)
        #expect(
            added.changes.map(\.after) == [
                "GLOBAL FUNC, \(try #require(old.exports.first { $0.name == "__vdso_getcpu" }).size) bytes"
            ])
        #expect(!added.isIncompatible)
    }

    /// One change of the second image, and the changes it must show as.
    struct Sample: Sendable {
        var name: String
        var kind: Change.Kind
        var subject: String
        var isIncompatible: Bool
        var change: @Sendable (inout VDSOImage) -> Void
    }

    static let samples: [Sample] = [
        Sample(name: "moved", kind: .export, subject: "__vdso_getcpu.version", isIncompatible: true) { image in
            image.edit("__vdso_getcpu") { $0.version = "LINUX_2.7" }
        },
        Sample(name: "hidden", kind: .export, subject: "__vdso_getcpu.hidden", isIncompatible: true) { image in
            image.edit("__vdso_getcpu") { $0.isHidden = true }
        },
        Sample(name: "weak", kind: .export, subject: "__vdso_getcpu.binding", isIncompatible: false) { image in
            image.edit("__vdso_getcpu") { $0.binding = "WEAK" }
        },
        Sample(name: "type", kind: .export, subject: "__vdso_getcpu.type", isIncompatible: true) { image in
            image.edit("__vdso_getcpu") { $0.type = "NOTYPE" }
        },
        Sample(name: "longer", kind: .codeSize, subject: "__vdso_getcpu", isIncompatible: false) { image in
            image.edit("__vdso_getcpu") { $0.size -= 1 }
        },
        Sample(name: "soname", kind: .property, subject: "soname", isIncompatible: false) { $0.soname = "other" },
        Sample(name: "sysv", kind: .property, subject: "hash.sysv", isIncompatible: true) { image in
            image.hashTables.removeAll { $0.kind == .sysv }
        },
        Sample(name: "header", kind: .unwind, subject: "eh-frame-header", isIncompatible: true) { image in
            image.unwindHeader = nil
        },
        Sample(name: "frames", kind: .unwind, subject: "__vdso_getcpu", isIncompatible: true) { image in
            let start = image.symbols.first { $0.name == "__vdso_getcpu" }?.value
            image.frames?.frames.removeAll { $0.start == start }
        },
    ]

    @Test("each change is seen, and only it", arguments: samples.indices) func change(index: Int) async throws {
        let sample = Self.samples[index]
        let difference = try await difference(.x64, sample.change)
        #expect(difference.changes.map(\.kind) == [sample.kind], "\(sample.name)")
        #expect(difference.changes.map(\.subject) == [sample.subject], "\(sample.name)")
        #expect(difference.isIncompatible == sample.isIncompatible, "\(sample.name)")
    }

    @Test("another architecture is another thing") func architecture() async throws {
        let old = try VDSOImage(bytes: try await Fixtures.image(.x64))
        let new = try VDSOImage(bytes: try await Fixtures.image(.i386))
        let change = ImageDifference(from: old, to: new).changes.first
        #expect(change?.kind == .architecture)
        #expect(change?.isIncompatible == true)
    }
}

extension VDSOImage {
    fileprivate mutating func edit(_ name: String, _ change: (inout Symbol) -> Void) {
        for index in symbols.indices where symbols[index].name == name { change(&symbols[index]) }
    }
}
