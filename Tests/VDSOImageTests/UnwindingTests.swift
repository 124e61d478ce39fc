import ImageFixtures
import Testing
import VDSOImage

@Suite("Unwinding")
struct UnwindingTests {
    /// DWARF numbers of x86_64.
    private enum Register { static let rbx = 3, rsp = 7, returnAddress = 16 }

    private func find(_ image: VDSOImage, at offset: UInt64, _ registers: [Int] = []) -> UnwindRow? {
        guard case .row(let row) = image.unwinding(at: [offset], registers: registers)[offset] else { return nil }
        return row
    }

    @Test("a function's first instruction has its caller right above")
    func entry() async throws {
        let image = try VDSOImage(bytes: try await Fixtures.image(.x64))
        for symbol in image.exports {
            let row = try #require(find(image, at: symbol.value, [Register.rsp]))
            #expect(row.frameRegister == Register.rsp && row.frameOffset == 8 && !row.isSignalFrame)
            #expect(row.returnColumn == Register.returnAddress)
            #expect(row.rules[Register.returnAddress] == .saved(-8))
            #expect(row.rules[Register.rsp] == .address(0))
        }
    }

    @Test(
        "of every class and byte order", arguments: FixtureTarget.allCases.filter { ![.arm, .mips, .ppc].contains($0) }
    )
    func targets(_ target: FixtureTarget) async throws {
        let image = try VDSOImage(bytes: try await Fixtures.image(target))
        let places = image.exports.map { image.codeAddress(of: $0) }
        for (place, answer) in image.unwinding(at: places, registers: []) {
            guard case .row = answer else {
                Issue.record("\(target) at \(place): \(answer)")
                continue
            }
        }
    }

    @Test("what no frame description covers")
    func uncovered() async throws {
        let image = try VDSOImage(bytes: try await Fixtures.image(.x64))
        #expect(image.unwinding(at: [1, 1, .max], registers: []) == [1: .uncovered, .max: .uncovered])
        let thumb = try VDSOImage(bytes: try await Fixtures.image(.arm))
        #expect(thumb.unwinding(at: [8], registers: []) == [8: .uncovered])
    }

    @Test("a register that would need gigabytes is refused")
    func hugeRegister() async throws {
        var editor = try await Fixtures.editor(.x64)
        let start = editor.content(".eh_frame")
        let end = start + 4 + Int(editor.read(start, size: 4))
        // DW_CFA_undefined with register 2^27 - 1, in the place of all instructions.
        for (index, byte) in [0x00, 0x00, 0x07, 0xff, 0xff, 0xff, 0x3f].enumerated() {
            editor.write(UInt64(byte), at: end - 7 + index, size: 1)
        }
        let image = try VDSOImage(bytes: editor.bytes)
        let place = try #require(image.exports.first?.value)
        let problem = try #require(image.frames?.problem)
        #expect(problem.hasSuffix("names register 134217727"))
        #expect(image.unwinding(at: [place], registers: [Register.rbx]) == [place: .broken(problem)])
    }

    @Test("an unknown instruction is told")
    func unknownInstruction() async throws {
        var editor = try await Fixtures.editor(.x64)
        let start = editor.content(".eh_frame")
        editor.write(0x3f, at: start + 3 + Int(editor.read(start, size: 4)), size: 1)
        #expect(try VDSOImage(bytes: editor.bytes).frames?.problem?.hasPrefix("unknown instruction 0x3f at") == true)
    }

    @Test("damaged tables never crash", arguments: [FixtureTarget.x64, .aarch64, .riscv64, .s390x, .i386])
    func damaged(_ target: FixtureTarget) async throws {
        let editor = try await Fixtures.editor(target)
        let sound = try VDSOImage(bytes: editor.bytes)
        let places = sound.exports.flatMap { symbol in (0..<symbol.size).map { symbol.value + $0 } }
        let start = editor.content(".eh_frame_hdr")
        let end = editor.content(".eh_frame") + Int(editor[.sectionSize, editor.section(".eh_frame")])
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        var answers = 0
        for offset in start..<end {
            for _ in 0..<2 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                var damaged = editor.bytes
                damaged[offset] = UInt8(truncatingIfNeeded: state >> 33)
                let image = try VDSOImage(bytes: damaged)
                answers += image.unwinding(at: places, registers: Array(0..<32)).count
            }
        }
        #expect(answers == 2 * (end - start) * Set(places).count)
    }
}
