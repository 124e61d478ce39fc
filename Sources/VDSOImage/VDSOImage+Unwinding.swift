import CDw
import CElf
import Foundation

extension VDSOImage {
    /// What the frame descriptions say of instructions, as libdw carries them out.
    ///
    /// libdw is asked only where this module's own reader found every entry sound: a table may be hostile.
    ///
    /// - Parameters:
    ///   - offsets: The instructions, relative to the image's first byte.
    ///   - registers: DWARF numbers of the registers that are asked for.
    /// - Returns: An answer for each instruction. Without any frame description all are uncovered.
    public func unwinding(at offsets: [UInt64], registers: [Int]) -> [UInt64: Unwinding] {
        let offsets = Set(offsets)
        func all(_ answer: Unwinding) -> [UInt64: Unwinding] {
            Dictionary(uniqueKeysWithValues: offsets.map { ($0, answer) })
        }
        guard let frames else { return all(.uncovered) }
        if let problem = frames.problem ?? unwindHeader?.problem { return all(.broken(problem)) }
        do {
            return try ElfFile.with(bytes) { file throws(VDSOImageError) in
                guard let table = dwarf_getcfi_elf(file.handle) else { return all(.broken(lastMessage())) }
                defer { dwarf_cfi_end(table) }
                return Dictionary(
                    uniqueKeysWithValues: offsets.map {
                        ($0, answer(of: table, at: $0 &+ file.bias, registers))
                    })
            }
        } catch { return all(.broken("\(error)")) }
    }
}

/// `DWARF_E_NO_MATCH`, which no header of libdw has.
private let noMatch = "no matching address range"

private func lastMessage() -> String { dwarf_errmsg(-1).map { String(cString: $0) } ?? "unknown error" }

private func answer(of table: OpaquePointer, at address: UInt64, _ registers: [Int]) -> Unwinding {
    var handle: OpaquePointer?
    guard dwarf_cfi_addrframe(table, address, &handle) == 0, let frame = handle else {
        let message = lastMessage()
        return message == noMatch ? .uncovered : .broken(message)
    }
    defer { free(UnsafeMutableRawPointer(frame)) }
    var isSignalFrame = false
    let column = Int(dwarf_frame_info(frame, nil, nil, &isSignalFrame))
    var operations: UnsafeMutablePointer<Dwarf_Op>?
    var count = 0
    guard dwarf_frame_cfa(frame, &operations, &count) == 0, let base = operations, column >= 0 else {
        return .broken(lastMessage())
    }
    // libdw gives a register with an offset as DW_OP_bregx.
    let isPlain = count == 1 && base[0].atom == UInt8(DW_OP_bregx)
    var row = UnwindRow(
        frameRegister: isPlain ? Int(clamping: base[0].number) : nil,
        frameOffset: isPlain ? Int64(bitPattern: base[0].number2) : 0, returnColumn: column,
        isSignalFrame: isSignalFrame, rules: [:])
    for register in Set(registers + [column]) {
        guard let rule = rule(frame, register) else { return .broken(lastMessage()) }
        row.rules[register] = rule
    }
    return .row(row)
}

/// Where a register is; nil if libdw cannot say.
private func rule(_ frame: OpaquePointer, _ register: Int) -> UnwindRow.Rule? {
    withUnsafeTemporaryAllocation(of: Dwarf_Op.self, capacity: 3) { memory in
        var operations: UnsafeMutablePointer<Dwarf_Op>?
        var count = 0
        guard let base = memory.baseAddress,
            dwarf_frame_register(frame, Int32(clamping: register), base, &operations, &count) == 0
        else { return nil }
        guard let operations else { return .same }
        if count == 0 { return .undefined }
        return rule(UnsafeBufferPointer(start: operations, count: count))
    }
}

/// Takes apart how libdw writes the plain rules.
private func rule(_ operations: UnsafeBufferPointer<Dwarf_Op>) -> UnwindRow.Rule {
    if operations.count == 1, operations[0].atom == UInt8(DW_OP_regx) {
        return .register(Int(clamping: operations[0].number))
    }
    guard operations[0].atom == UInt8(DW_OP_call_frame_cfa) else { return .expression }
    var rest = operations.dropFirst()
    let isValue = rest.last?.atom == UInt8(DW_OP_stack_value)
    if isValue { rest = rest.dropLast() }
    var distance: Int64 = 0
    if let only = rest.first {
        guard rest.count == 1, only.atom == UInt8(DW_OP_plus_uconst) else { return .expression }
        distance = Int64(bitPattern: only.number)
    }
    return isValue ? .address(distance) : .saved(distance)
}
