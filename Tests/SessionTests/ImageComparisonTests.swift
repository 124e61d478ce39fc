import Expectations
import Foundation
import ImageFixtures
import Testing

@testable import Session

@Suite("Comparison of kernels") struct ImageComparisonTests {
    /// Writes a file into a folder, and says where it is.
    private func file(_ name: String, _ bytes: [UInt8], in folder: URL) throws -> String {
        let file = folder.appending(path: name)
        try Data(bytes).write(to: file)
        return file.path
    }

    @Test("images are paired by architecture, not by place") func pairs() async throws {
        try await Samples.withFolder { folder in
            let x64 = try await Fixtures.image(.x64)
            let x32 = try await Fixtures.image(.x32)
            let old = try file("old", FakeKernel.around(x64, x32), in: folder)
            let new = try file("new", FakeKernel.around(x32, x64), in: folder)
            let same = try ImageComparison(of: old, and: new)
            #expect(!same.isIncompatible)
            let text = same.text(style: .init())
            #expect(text.components(separatedBy: "  no difference\n").count == 3)
            #expect(text.hasSuffix("\n\ncompatible: no program that worked with the first could notice\n"))
        }
    }

    @Test("a lost image breaks programs, and an added one none") func lost() async throws {
        try await Samples.withFolder { folder in
            let x64 = try await Fixtures.image(.x64)
            let both = try file("both", FakeKernel.around(x64, try await Fixtures.image(.x32)), in: folder)
            let one = try file("one", FakeKernel.around(x64), in: folder)
            let lost = try ImageComparison(of: both, and: one)
            #expect(lost.isIncompatible)
            let text = lost.text(style: .init())
            #expect(text.contains("x32\n  from  \(both): "))
            #expect(
                text.contains(
                    """
                      to    none
                      image
                      ! image: lost (present)
                            programs of this architecture have no vDSO any more
                    """))
            #expect(text.hasSuffix("with the first could notice (marked with !)\n"))
            let object = try #require(try JSONSerialization.jsonObject(with: try lost.json()) as? [String: Any])
            #expect(object["isIncompatible"] as? Bool == true)
            #expect((object["images"] as? [[String: Any]])?.count == 2)

            let added = try ImageComparison(of: one, and: both)
            #expect(!added.isIncompatible)
            #expect(added.text(style: .init()).contains("    image: added (present)\n"))
        }
    }

    @Test("two single images are compared whatever their architectures") func others() async throws {
        try await Samples.withFolder { folder in
            let old = try file("old.so", try await Fixtures.image(.x64), in: folder)
            let new = try file("new.so", try await Fixtures.image(.aarch64), in: folder)
            let text = try ImageComparison(of: old, and: new).text(style: .init())
            #expect(text.hasPrefix("aarch64\n  from  \(old)\n  to    \(new)\n  image\n"))
        }
    }

    @Test("a file of several images is no image to look at, and names them") func several() async throws {
        try await Samples.withFolder { folder in
            let x64 = try await Fixtures.image(.x64)
            let one = try file("vdso.so", x64, in: folder)
            let both = try file("both", FakeKernel.around(x64, try await Fixtures.image(.x32)), in: folder)
            #expect(try await Inspection(of: one).image().architecture == "x86_64")
            #expect(try await Inspection(of: "image:\(one)").image().architecture == "x86_64")
            let error = await #expect(throws: UsageError.self) { try await Inspection(of: both).image() }
            #expect(error?.description.hasPrefix("\(both): holds 2 images: x86_64 (\(both): ") == true)
            let missing = await #expect(throws: UsageError.self) { try await Inspection(of: "moon").image() }
            #expect(missing?.description == "moon: there is no such file, and no such target")
        }
    }

    @Test("a file without an option is no configuration") func configuration() async throws {
        try await Samples.withFolder { folder in
            let good = try file("config", [UInt8](FakeKernel.configuration.utf8), in: folder)
            #expect(try KernelConfiguration(path: good).options.count == 1)
            let bad = try file("empty", [UInt8]("# nothing\n".utf8), in: folder)
            let error = #expect(throws: UsageError.self) { try KernelConfiguration(path: bad) }
            #expect(error?.description == "\(bad): holds no kernel configuration: no line like CONFIG_64BIT=y")
            #expect(throws: UsageError.self) { try KernelConfiguration(path: folder.path) }
        }
    }
}
