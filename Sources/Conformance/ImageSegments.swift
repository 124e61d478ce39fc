import Expectations
import Results
import VDSOImage

/// The checks of the program headers.
let imageSegmentChecks: [Check] = [
    formCheck(
        "load", "single", "there is exactly one PT_LOAD", why: "kernels map the image as one piece, from its first byte"
    ) { image, _, ask in
        ask("1 PT_LOAD").judge(image.loads.count == 1, "\(image.loads.count) PT_LOAD")
    },
    formCheck(
        "load", "offset", "the PT_LOAD begins with the file", why: "AT_SYSINFO_EHDR has to point at the ELF header"
    ) { image, _, ask in
        load(image, ask("p_offset 0")) { $0.judge($1.offset == 0, "p_offset \(hex($1.offset))") }
    },
    formCheck(
        "load", "size", "the PT_LOAD is as large in memory as in the file",
        why: "kernels map bytes of the file and nothing else: a .bss would not be there"
    ) { image, _, ask in
        load(image, ask("p_memsz equal to p_filesz, not 0")) {
            $0.judge(
                $1.fileSize == $1.memorySize && $1.fileSize > 0,
                "p_memsz \(hex($1.memorySize)), p_filesz \(hex($1.fileSize))")
        }
    },
    promisedFormCheck(
        "load", "flags", "load.flags", "the PT_LOAD has the promised permissions",
        why: "code that is not executable cannot be called, and code that is writable can be changed"
    ) { image, values, ask in
        load(image, ask(values.joined(separator: " or "))) {
            $0.judge(values.contains($1.permissions), $1.permissions)
        }
    },
    // Defect A18: a prelinked image; defect A22: addresses that are already relocated.
    promisedFormCheck(
        "load", "address", "load.address", "the PT_LOAD is linked for address 0",
        why: "programs that add st_value to the image's address call into nowhere"
    ) { image, values, ask in
        guard !values.contains("any") else { return nil }
        return load(image, ask("p_vaddr 0")) { $0.judge($1.address == 0, "p_vaddr \(hex($1.address))") }
    },
    // Defect A09 is the same of notes: an alignment that the content does not have.
    formCheck(
        "load", "alignment", "the PT_LOAD's alignment is a power of two that its place and its sections keep",
        why: "a loader that maps by p_align refuses the image, or puts its sections at other distances"
    ) { image, _, ask in
        load(image, ask("a power of two, at least the sections', p_vaddr and p_offset alike")) { question, load in
            let sections = image.sections.filter { $0.isInMemory && $0.isInFile }.map(\.alignment).max() ?? 1
            let alignment = max(1, load.alignment)
            return question.judge(
                alignment.nonzeroBitCount == 1 && alignment >= sections
                    && (load.address &- load.offset) % alignment == 0,
                "p_align \(hex(load.alignment)), sections \(hex(sections)), p_vaddr \(hex(load.address)), p_offset "
                    + hex(load.offset))
        }
    },
    formCheck(
        "segments", "plain", "there is no PT_INTERP and no PT_TLS",
        why: "no loader prepares the image: nobody would run an interpreter or set up thread-local storage"
    ) { image, _, ask in
        let strange = image.programHeaders.filter { $0.name == "INTERP" || $0.name == "TLS" }
        return ask("no PT_INTERP, no PT_TLS").judge(strange.isEmpty, list(strange.map { "PT_\($0.name)" }))
    },
    promisedFormCheck(
        "segments", "known", "program-headers.allowed",
        "there are only segments that the architecture is known to have",
        why: "a segment nobody expects is a build gone wrong"
    ) { image, values, ask in
        let strange = image.programHeaders.filter { !values.contains($0.name) }
        return ask("only \(values.map { "PT_\($0)" }.joined(separator: ", "))")
            .judge(strange.isEmpty, strange.isEmpty ? "only these" : list(strange.map { "PT_\($0.name)" }))
    },
    formCheck(
        "segments", "inside", "every segment lies inside the PT_LOAD",
        why: "only the bytes of the PT_LOAD are mapped: a program that follows the segment faults"
    ) { image, _, ask in
        let strange = image.programHeaders.filter { segment in
            segment.name != "LOAD" && segment.fileSize > 0 && segment.memorySize > 0
                && !image.loads.contains { $0.contains(segment) }
        }
        return ask("inside PT_LOAD").judge(
            strange.isEmpty,
            strange.isEmpty
                ? "\(image.programHeaders.count) segments, all inside"
                : list(
                    strange.map {
                        "PT_\($0.name) at offset \(hex($0.offset)), address \(hex($0.address)), \(hex($0.fileSize)) bytes"
                    }))
    },
    formCheck(
        "segments", "permissions", "no segment but the PT_LOAD asks to be written or executed",
        why: "a loader that obeys makes code writable or data executable"
    ) { image, _, ask in
        let strange = image.programHeaders.filter {
            !["LOAD", "GNU_STACK", "NULL"].contains($0.name) && ($0.isWritable || $0.isExecutable)
        }
        return ask("nothing beyond R").judge(
            strange.isEmpty,
            strange.isEmpty ? "nothing" : list(strange.map { "PT_\($0.name) \($0.permissions)" }))
    },
    formCheck(
        "segments", "size", "every segment in memory is as large there as in the file",
        why: "programs take what lies behind a segment for a part of it"
    ) { image, _, ask in
        let strange = image.programHeaders.filter {
            !["LOAD", "GNU_STACK", "NULL"].contains($0.name) && $0.fileSize > 0 && $0.memorySize > 0
                && $0.fileSize != $0.memorySize
        }
        return ask("p_memsz equal to p_filesz").judge(
            strange.isEmpty,
            strange.isEmpty
                ? "\(image.programHeaders.count) segments, all alike"
                : list(strange.map { "PT_\($0.name) \(hex($0.memorySize)) in memory, \(hex($0.fileSize)) in the file" })
        )
    },
    // Defect A10: without the mark glibc makes stacks executable when it loads such a library.
    presenceCheck(
        "stack", "present", "gnu-stack", "PT_GNU_STACK is there, or not, as promised",
        why: "a library without PT_GNU_STACK makes glibc set up executable stacks"
    ) { $0.segments(named: "GNU_STACK").first.map { "PT_GNU_STACK \($0.permissions)" } },
    // Defect A10.
    formCheck(
        "stack", "not-executable", "PT_GNU_STACK does not ask for an executable stack",
        why: "a program that loads the image as a library gets executable stacks"
    ) { image, _, ask in
        guard let stack = image.segments(named: "GNU_STACK").first else { return nil }
        return ask("PT_GNU_STACK without X").judge(!stack.isExecutable, "PT_GNU_STACK \(stack.permissions)")
    },
]

/// Judges the first `PT_LOAD`; without one the promise is broken.
private func load(
    _ image: VDSOImage, _ question: Question, _ judge: (Question, ProgramHeader) -> CheckResult
) -> CheckResult {
    guard let load = image.loads.first else { return question.failed("no PT_LOAD") }
    return judge(question, load)
}
