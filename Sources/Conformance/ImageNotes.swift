import Expectations
import Results
import VDSOImage

/// The checks of the notes.
let imageNoteChecks: [Check] = [
    // Defect A09: notes of two alignments in one segment; riscv's CFI image of 7.2 has them again.
    formCheck(
        "notes", "well-formed", "every PT_NOTE can be walked with the alignment that it declares",
        why: "a program that walks the notes by p_align loses the kernel's version and the build identifier"
    ) { image, _, ask in
        ask("sound notes").judge(
            image.noteProblems.isEmpty,
            image.noteProblems.isEmpty ? "\(image.notes.count) notes" : list(image.noteProblems))
    },
    presenceCheck(
        "notes", "linux", "linux-note", "the note with the kernel's version is there, or not, as promised",
        why: "loaders learn the kernel's version from it without a system call"
    ) { image in image.linuxVersionCode.flatMap { $0 == 0 ? nil : "Linux \(KernelVersion(code: $0))" } },
    // Release names of distributions hold another patch level than the code they were built from.
    formCheck(
        "notes", "version", "the note's version is the running kernel's",
        why: "loaders refuse to run programs that ask for a newer kernel than the note says"
    ) { image, context, ask in
        guard context.observations?.kernel != nil, let kernel = context.situation.kernel,
            let noted = image.linuxVersionCode.map(KernelVersion.init(code:))
        else { return nil }
        let isSame = (noted.major, noted.minor) == (kernel.major, kernel.minor)
        return ask("Linux \(kernel.major).\(kernel.minor)").judge(
            isSame, "Linux \(noted)",
            remarks: isSame && noted != kernel
                ? ["the running kernel calls itself \(kernel), its image \(noted)"] : [])
    },
    presenceCheck(
        "notes", "build-id", "build-id", "the build identifier is there, or not, as promised",
        why:
            "profilers and debuggers find the image's symbols by it: one that is too short or the same byte over and over "
            + "is that of other builds too"
    ) { image in image.buildID.flatMap { $0.utf8.count >= 16 && Set(pairs($0)).count > 1 ? $0 : nil } },
    // Defect A09.
    formCheck(
        "notes", "property", "PT_GNU_PROPERTY lies inside a PT_NOTE and has the alignment of its class",
        why: "loaders read the property note by this alignment"
    ) { image, _, ask in
        guard let segment = image.segments(named: "GNU_PROPERTY").first(where: { $0.fileSize > 0 }) else { return nil }
        let alignment = UInt64(image.elfClass / 8)
        let isInside = image.segments(named: "NOTE").contains { $0.contains(segment) }
        return ask("inside PT_NOTE, aligned to \(alignment)").judge(
            isInside && segment.alignment == alignment,
            "\(isInside ? "inside" : "outside of") PT_NOTE, aligned to \(segment.alignment)")
    },
]

/// The bytes of a row of digits.
private func pairs(_ digits: String) -> [Substring] {
    var rest = digits[...]
    var all: [Substring] = []
    while !rest.isEmpty {
        all.append(rest.prefix(2))
        rest = rest.dropFirst(2)
    }
    return all
}
