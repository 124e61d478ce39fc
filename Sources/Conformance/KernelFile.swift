import VDSOImage

/// The check that holds an image against the one in its kernel's file, for runs that name such a file.
let kernelFileChecks: [Check] = [
    // Kernels copy the image from their file and replace instructions that the processor has better ones for, as the
    // section .altinstructions lists them (apply_alternatives()); powerpc has sections of its own (do_feature_fixups()).
    // Where expectations allow it, names of symbols are blanked (property nameless-symbols). Nothing else may change.
    formCheck(
        "kernel-file", "same", "the image is the one in the kernel's file, but for the alternatives that it lists",
        why: "what is mapped is not what was built: memory was overwritten, or another kernel runs"
    ) { image, context, ask in
        guard let files = context.kernelFile else { return nil }
        let question = ask("the bytes of the kernel's file, apart from its alternatives")
        // With `--image` it is no kernel's; the wrappers of selftest, or one that is tried before anybody boots it.
        if context.observations?.start?.chosenImage == true {
            return question.skipped("a chosen image is tested, which the kernel did not map")
        }
        let alike = files.filter { $0.machine == image.machine && $0.elfClass == image.elfClass }
        guard let file = alike.first(where: { $0.buildID == image.buildID }) else {
            let all = list(alike.map { $0.buildID ?? "none" })
            return question.failed("build identifier \(image.buildID ?? "none"); in the kernel's file \(all)")
        }
        guard let alternatives = file.alternatives else {
            return question.skipped("the image's list of alternatives has a form that is not known here")
        }
        let changed = image.differences(from: file).flatMap { Array($0) }
        let mayBeBlanked = context.imagePromise("nameless-symbols")?.values == ["allowed"]
        let blanked = mayBeBlanked ? image.blankedNames(of: file) : []
        let foreign = changed.filter { byte in !(alternatives + blanked).contains { $0.contains(byte) } }
        guard !foreign.isEmpty else {
            return question.passed("\(changed.count) bytes differ, all within \(alternatives.count) alternatives")
        }
        return question.failed("\(foreign.count) bytes differ elsewhere, at \(list(foreign.map { hex($0) }))")
    }
]
