import Observations
import VDSOImage

/// What is wrong with frame descriptions on the way from an instruction to the caller of the stepped function.
enum Problem: Hashable {
    /// The caller is looked for in another place; in words.
    case caller(String)
    /// A preserved register is looked for in another place; in words.
    case register(String)
    /// Nobody can say; in words.
    case unknown(String)
}

/// The registers and the stack before one instruction, as `Frames` writes them.
struct FrameRow {
    /// The instruction, relative to the image's first byte.
    var offset: UInt64
    /// DWARF numbers of the columns: the stack pointer, the return address, preserved registers.
    var columns: [Int]
    /// A code for each column.
    var registers: [Int64]
    /// A code for each word of stack from the caller's stack pointer downwards.
    var words: [Int64]

    /// Bytes of a word of stack.
    var word: Int64
    /// The code of the image's first byte.
    private static let image: Int64 = 100
    /// The code of the return address: what column 1 held at the call.
    private static let returnAddress: Int64 = 2
    /// More functions than one call can be nested in.
    private static let depth = 16

    /// Takes a row of `Frames` apart; nil if it is none.
    init?(_ row: [Int64], of frames: Frames, word: Int64 = 8) {
        let columns = frames.registers
        guard columns.count >= 2, row.count > columns.count, let offset = UInt64(exactly: row[0]) else { return nil }
        self.offset = offset
        self.columns = columns
        self.word = word
        registers = Array(row[1...columns.count])
        words = Array(row[(columns.count + 1)...])
    }

    /// The instructions that a frame description may be asked for: this one, and calls that the stack tells of. A return
    /// address may be the first byte of another function, so the byte before counts.
    var places: [UInt64] { [offset] + (registers + words).compactMap { Self.callPlace($0) } }

    private static func callPlace(_ code: Int64) -> UInt64? { code > image ? UInt64(code - image - 1) : nil }

    /// Unwinds from the instruction to the caller of the stepped function.
    ///
    /// - Returns: what is wrong on the way; nil if nothing is, or if an instruction has no frame description, which is
    ///   another question.
    func problem(_ table: [UInt64: Unwinding]) -> Problem? {
        var state = registers
        var place = offset
        for _ in 0..<Self.depth {
            switch table[place] ?? .uncovered {
            case .uncovered: return nil
            case .broken(let words): return .caller("the frame description cannot be carried out: \(words)")
            case .row(let row):
                switch step(row, &state) {
                case .failed(let problem): return problem
                case .inside(let call): place = call
                case .caller: return registerProblem(state)
                }
            }
        }
        return .caller("more than \(Self.depth) frames")
    }

    private enum Step { case failed(Problem), inside(UInt64), caller }

    /// Goes from one frame to the next.
    private func step(_ row: UnwindRow, _ state: inout [Int64]) -> Step {
        guard let register = row.frameRegister else { return .failed(.unknown("a frame's address is an expression")) }
        guard let column = columns.firstIndex(of: register) else {
            return .failed(.unknown("a frame is counted from register \(register), which was not recorded"))
        }
        guard state[column] < 0 else {
            return .failed(.caller("the frame is counted from register \(register), which leads nowhere"))
        }
        let frame = state[column] + 1 + row.frameOffset
        let before = state
        guard let address = code(of: row.returnColumn, row, before, frame) else {
            return .failed(.unknown("where the return address is cannot be told"))
        }
        for (column, register) in columns.enumerated().dropFirst(2) {
            // What a table does not speak of stays where it is, as unwinders in programs have it; libdw has its own list of
            // such registers, from which 0.188 leaves out x86_64's rbx.
            if row.rules[register] ?? .undefined == .undefined { continue }
            guard let code = code(of: register, row, before, frame) else {
                return .failed(.unknown("where register \(register) is cannot be told"))
            }
            state[column] = code
        }
        state[0] = frame - 1
        state[1] = address
        if address == Self.returnAddress {
            return frame == 0 ? .caller : .failed(.caller("the caller's frame is looked for \(frame) bytes off"))
        }
        guard frame < 0, let call = Self.callPlace(address) else {
            return .failed(.caller("the return address is not where the table has it"))
        }
        return .inside(call)
    }

    private func registerProblem(_ state: [Int64]) -> Problem? {
        for (column, register) in columns.enumerated().dropFirst(2) where state[column] != Int64(column) + 1 {
            return .register("register \(register) is not where the table has it")
        }
        return nil
    }

    /// The code of what the table takes for a register of the next frame: 0 for what is nothing of the caller's, nil where
    /// that cannot be told.
    private func code(of register: Int, _ row: UnwindRow, _ state: [Int64], _ frame: Int64) -> Int64? {
        switch row.rules[register] ?? .undefined {
        case .undefined: return 0
        case .expression: return nil
        case .same: return columns.firstIndex(of: register).map { state[$0] }
        case .register(let other): return columns.firstIndex(of: other).map { state[$0] }
        case .address(let distance): return frame &+ distance <= 0 ? frame &+ distance &- 1 : 0
        case .saved(let distance):
            let place = frame &+ distance
            guard place < 0, place % word == 0 else { return 0 }
            let index = Int(clamping: -(place / word)) - 1
            return index < words.count ? words[index] : 0
        }
    }
}
