import Expectations
import Results
import VDSOImage

/// The checks of the ELF header.
let imageHeaderChecks: [Check] = [
    formCheck(
        "header", "class", "the image has the architecture's word size", why: "loaders refuse an image of another class"
    ) { image, context, ask in
        ask("\(context.expectations.elfClass) bit")
            .judge(image.elfClass == context.expectations.elfClass, "\(image.elfClass) bit")
    },
    formCheck(
        "header", "byte-order", "the image has the architecture's byte order",
        why: "loaders refuse an image of another byte order"
    ) { image, context, ask in
        func words(_ isLittle: Bool) -> String { isLittle ? "little endian" : "big endian" }
        let expected = context.expectations.isLittleEndian
        return ask(words(expected)).judge(image.isLittleEndian == expected, words(image.isLittleEndian))
    },
    formCheck(
        "header", "machine", "the image is made for the architecture", why: "loaders refuse an image of another machine"
    ) { image, context, ask in
        ask("e_machine \(context.expectations.machine)")
            .judge(
                image.machine == context.expectations.machine, "e_machine \(image.machine) (\(image.machineName))")
    },
    // Defect A18: a prelinked image for a fixed address; loaders of its time asserted on it.
    formCheck(
        "header", "type", "the image is a shared object", why: "the kernel maps the image at any address"
    ) { image, _, ask in
        ask("ET_DYN").judge(image.typeName == "DYN", "ET_\(image.typeName)")
    },
    formCheck(
        "header", "identification", "version, ABI and padding of the ELF header are those of every Linux image",
        why: "loaders compare these bytes before they look at anything else (elf_machine_matches_host, glibc's "
            + "open_verify)"
    ) { image, _, ask in
        let header = image.header
        let isVersion1 = header.identificationVersion == 1 && header.version == 1
        let isSystemV = (header.osABI == 0 || header.osABI == 3) && header.abiVersion == 0
        let isKnown = isVersion1 && isSystemV && header.padding.allSatisfy { $0 == 0 }
        return ask("EI_VERSION 1, EI_OSABI 0 or 3, EI_ABIVERSION 0, no padding, e_version 1").judge(
            isKnown,
            "EI_VERSION \(header.identificationVersion), EI_OSABI \(header.osABI), EI_ABIVERSION \(header.abiVersion), "
                + "padding \(digits(header.padding)), e_version \(header.version)")
    },
    promisedFormCheck(
        "header", "flags", "header.flags", "e_flags names the promised variant of the architecture's ABI",
        why: "loaders and debuggers refuse a library of another ABI, or misread its registers"
    ) { image, values, ask in
        ask("e_flags \(values.joined(separator: " or "))").judge(values.contains(hex(image.flags)), hex(image.flags))
    },
    formCheck(
        "header", "sizes", "the sizes of headers in the ELF header are those of its class",
        why: "programs that step by these sizes read nonsense"
    ) { image, _, ask in
        let (header, section): (UInt16, UInt16) = image.elfClass == 64 ? (64, 64) : (52, 40)
        let seen = image.header
        return ask("e_ehsize \(header), e_shentsize \(section)").judge(
            seen.size == header && (seen.sectionHeaders == 0 || seen.sectionHeaderSize == section),
            "e_ehsize \(seen.size), e_shentsize \(seen.sectionHeaderSize)")
    },
    // i386 programs enter the kernel through AT_SYSINFO, which kernels take from e_entry.
    promisedFormCheck(
        "header", "entry", "entry", "the entry point is the promised symbol, or there is none",
        why: "where kernels hand on the entry point in AT_SYSINFO, programs jump to it"
    ) { image, values, ask in
        let question = ask("e_entry at \(values.joined(separator: " or "))")
        let there = image.symbols.filter { $0.isExport && $0.value == image.entry }.map(\.name)
        guard image.entry != 0 else { return question.judge(values.contains("none"), "none") }
        let code = image.sections.first { $0.isExecutable && $0.isInMemory }?.address
        return question.judge(
            there.contains(where: values.contains) || values.contains("code") && image.entry == code,
            "\(hex(image.entry)): \(list(there))")
    },
]
