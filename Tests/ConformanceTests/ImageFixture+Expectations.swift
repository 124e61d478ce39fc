import ImageFixtures
import VDSOImage

@testable import Expectations
@testable import Observations

extension ExpectationSet {
    /// What the fixture image of a target promises.
    static func fixture(_ target: FixtureTarget) -> ExpectationSet {
        ExpectationSet(
            architecture: target.rawValue, flavour: .linux, machine: target.machine, elfClass: target.elfClass,
            isLittleEndian: target.isLittleEndian,
            exports: [
                .fixture("clock_gettime", "__vdso_clock_gettime"),
                .fixture("clock_gettime", "clock_gettime", binding: "WEAK", aliasOf: "__vdso_clock_gettime"),
                .fixture("getcpu", "__vdso_getcpu"),
            ],
            failsOnUnlistedExports: false, image: properties(target), mapping: [], callingConvention: [], clocks: [],
            served: [], performance: [], knownIssues: [],
            location: SourceLocation(file: "fixture.yaml", line: 1, column: 1))
    }

    private static func properties(_ target: FixtureTarget) -> [PropertyExpectation] {
        let segments = ["LOAD", "DYNAMIC", "NOTE", "GNU_EH_FRAME"]
        let tags = [
            "SONAME", "SYMTAB", "SYMENT", "STRTAB", "STRSZ", "HASH", "GNU_HASH", "VERSYM", "VERDEF", "VERDEFNUM",
        ]
        let flags = [FixtureTarget.arm: "0x5000200", .riscv64: "0x1", .ppc64le: "0x2", .mips: "0x70001007"]
        let entries = [
            FixtureTarget.x64: "r7+8, r16 at -8", .i386: "r4+4, r8 at -4", .s390x: "r15+160, r14 same",
            .riscv64: "r2+0, r1 same", .ppc64le: "r1+0, r65 same",
        ]
        let ofPower = [FixtureTarget.ppc: "PPC_GOT", .ppc64le: "PPC64_OPT"]
        let ofMips = ["MIPS_RLD_VERSION", "MIPS_FLAGS", "MIPS_BASE_ADDRESS", "MIPS_SYMTABNO", "MIPS_LOCAL_GOTNO"]
        var records: [PropertyExpectation] = [
            .fixture("soname", ["linux-vdso.so.1"]),
            .fixture("version-nodes", ["LINUX_2.6"]),
            .fixture("entry", ["none"]),
            .fixture("hash.sysv", ["required"]),
            .fixture("hash.gnu", [target == .mips ? "forbidden" : "required"]),
            .fixture("eh-frame-header", [target == .arm ? "empty" : "required"]),
            .fixture("frame-descriptions", target == .arm ? ["some"] : ["exports", "text"]),
            .fixture("linux-note", ["required"]),
            .fixture("build-id", ["required"]),
            .fixture("header.flags", [flags[target] ?? "0x0"]),
            .fixture("section-headers", ["required"]),
            .fixture("symbols.other", [target == .ppc64le ? "local-entry" : "none"]),
            .fixture("load.flags", ["R-X"]),
            .fixture("load.address", ["zero"]),
            .fixture("gnu-stack", ["optional"]),
            .fixture("program-headers.allowed", segments + (target == .mips ? ["MIPS_REGINFO", "MIPS_ABIFLAGS"] : [])),
            .fixture(
                "dynamic-tags.allowed",
                tags + [ofPower[target]].compactMap(\.self)
                    + (target == .mips ? ofMips + ["MIPS_GOTSYM", "PLTGOT"] : [])),
            .fixture("nameless-symbols", ["forbidden"]),
            .fixture("thumb", [target == .arm ? "yes" : "no"]),
        ]
        if let entry = entries[target] { records.append(.fixture("unwind.entry", [entry])) }
        return records
    }
}

extension PropertyExpectation {
    /// A record on line 7 that always holds.
    static func fixture(_ property: String, _ values: [String]) -> PropertyExpectation {
        PropertyExpectation(
            property: property, values: values, conditions: Conditions(), note: "",
            location: SourceLocation(file: "fixture.yaml", line: 7, column: 1))
    }
}

extension ExportExpectation {
    /// A record on line 9 that always holds.
    static func fixture(
        _ function: String, _ symbol: String, binding: String = "GLOBAL", aliasOf: String? = nil
    ) -> ExportExpectation {
        ExportExpectation(
            function: function, symbol: symbol, version: "LINUX_2.6", binding: binding, types: ["FUNC"],
            aliasOf: aliasOf, presence: .required, conditions: Conditions(),
            location: SourceLocation(file: "fixture.yaml", line: 9, column: 1))
    }
}

extension Lookup {
    /// What a probe reports of a symbol that it found.
    init(_ symbol: Symbol, by table: LookupTable) {
        self.init(
            table: table, symbol: symbol.name, version: symbol.version, found: true, value: symbol.rawValue,
            size: symbol.size, info: symbol.info, other: symbol.other, section: symbol.section)
    }
}
