import Foundation
import Testing

@testable import Expectations

@Suite("The shipped expectations")
struct ShippedFilesTests {
    static let directory = ExpectationLoader.defaultDirectory()
    static let loader = ExpectationLoader(directory: directory)

    @Test func everyFileLoads() throws {
        let available = try Self.loader.available()
        for (flavour, architecture) in available {
            let set = try Self.loader.load(architecture: architecture, flavour: flavour)
            #expect(set.architecture == architecture && set.flavour == flavour)
            #expect(!set.exports.isEmpty && !set.clocks.isEmpty && !set.image.isEmpty && !set.mapping.isEmpty)
            #expect(set.location.file == "Expectations/\(flavour.rawValue)/\(architecture).yaml")
        }
        #expect(available.filter { $0.flavour == .linux }.count == 12)
        #expect(available.filter { $0.flavour == .qemuUser }.count == 8)
    }

    @Test func everySharedFileIsUsed() throws {
        let shared = try FileManager.default.contentsOfDirectory(atPath: "\(Self.directory)/common")
        let texts = try FileManager.default.subpathsOfDirectory(atPath: Self.directory).filter { $0.hasSuffix(".yaml") }
            .map { try String(contentsOfFile: "\(Self.directory)/\($0)", encoding: .utf8) }
        for name in shared { #expect(texts.contains { $0.contains(name) }, "\(name)") }
    }

    @Test func everyOverlayApplies() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(Self.directory)/overlays")
        for name in names {
            let overlaid = ExpectationLoader(
                directory: Self.directory, overlays: ["\(Self.directory)/overlays/\(name)"])
            let changed = try overlaid.available().filter { flavour, architecture in
                let before = try Self.loader.load(architecture: architecture, flavour: flavour)
                let after = try overlaid.load(architecture: architecture, flavour: flavour)
                return before.exports != after.exports || before.served != after.served
            }
            #expect(!changed.isEmpty, "\(name)")
        }
    }

    /// The symbols that a kernel must have, from Debian's images: Linux 5.10, 6.1, 6.12 and 7.2.
    @Test(arguments: [
        ("x86_64", KernelVersion(5, 10), 10), ("x86_64", KernelVersion(6, 1), 11), ("x86_64", KernelVersion(6, 12), 13),
        ("x86_64", KernelVersion(7, 2), 15), ("x32", KernelVersion(6, 1), 5), ("x32", KernelVersion(6, 12), 5),
        ("x32", KernelVersion(7, 2), 7), ("i386", KernelVersion(5, 10), 8), ("i386", KernelVersion(6, 1), 8),
        ("i386", KernelVersion(6, 12), 9), ("i386", KernelVersion(7, 2), 11), ("aarch64", KernelVersion(5, 10), 4),
        ("aarch64", KernelVersion(6, 1), 4), ("aarch64", KernelVersion(6, 12), 5), ("aarch64", KernelVersion(7, 2), 5),
        ("arm", KernelVersion(6, 12), 4), ("arm", KernelVersion(7, 2), 5), ("arm-compat", KernelVersion(5, 7), 8),
        ("arm-compat", KernelVersion(6, 12), 4), ("arm-compat", KernelVersion(7, 2), 5),
        ("riscv64", KernelVersion(6, 12), 7), ("riscv64", KernelVersion(7, 2), 8), ("s390x", KernelVersion(6, 1), 7),
        ("s390x", KernelVersion(6, 12), 8), ("s390x", KernelVersion(7, 2), 8), ("s390", KernelVersion(6, 12), 3),
        ("s390", KernelVersion(7, 2), 0), ("ppc64le", KernelVersion(6, 1), 9), ("ppc64le", KernelVersion(6, 12), 10),
        ("ppc64le", KernelVersion(7, 2), 10), ("loongarch64", KernelVersion(7, 2), 6),
        ("mips64el", KernelVersion(6, 1), 3),
    ]) func countsOfExports(_ architecture: String, _ kernel: KernelVersion, _ count: Int) throws {
        let on = ["CONFIG_X86_SGX", "CONFIG_FUTEX_ROBUST_UNLOCK", "CONFIG_COMPAT", "CONFIG_COMPAT_32BIT_TIME"]
        let situation = Situation(
            kernel: kernel,
            configuration: KernelConfiguration(options: .init(uniqueKeysWithValues: on.map { ($0, "y") })))
        let set = try Self.loader.load(architecture: architecture, flavour: .linux)
        let required = set.exports.filter { $0.presence == .required && $0.conditions.decide(in: situation) == .holds }
        #expect(required.count == count, "\(required.map(\.symbol))")
    }

    @Test(arguments: [
        ("x86_64", 10), ("i386", 9), ("aarch64", 4), ("arm", 4), ("riscv64", 6), ("s390x", 6), ("ppc64le", 7),
        ("loongarch64", 5),
    ]) func countsOfExportsUnderEmulation(_ architecture: String, _ count: Int) throws {
        let set = try Self.loader.load(architecture: architecture, flavour: .qemuUser)
        #expect(set.exports.count == count)
        #expect(set.exports.allSatisfy { $0.conditions == Conditions() }, "the kernel is the host's, whatever it is")
        #expect(set.served.allSatisfy { $0.presence == .optional })
    }

    @Test func sgxDependsOnTheConfiguration() throws {
        let exports = try Self.loader.load(architecture: "x86_64", flavour: .linux).exports
        let sgx = try #require(exports.first { $0.function == "sgx_enter_enclave" }).conditions
        let kernel = KernelVersion(6, 12)
        let off = KernelConfiguration(options: [:])
        #expect(sgx.decide(in: Situation(kernel: kernel, configuration: off)) != .holds)
        guard case .undecided = sgx.decide(in: Situation(kernel: kernel)) else {
            Issue.record("without a configuration it must be undecided")
            return
        }
    }

    /// What kernels with the generic library serve, under a clocksource that programs can read and one that they cannot.
    @Test(arguments: [
        ("x86_64", "tsc"), ("x32", "kvm-clock"), ("i386", "tsc"), ("aarch64", "arch_sys_counter"),
        ("arm", "arch_sys_counter"), ("arm-compat", "arch_sys_counter"), ("riscv64", "riscv_clocksource"),
        ("ppc64le", "timebase"), ("s390x", "tod"), ("loongarch64", "Constant"), ("mips64el", "GIC"),
    ]) func servedClocks(_ architecture: String, _ clocksource: String) throws {
        let set = try Self.loader.load(architecture: architecture, flavour: .linux)
        func served(_ presence: Presence, _ clocksource: String) -> Set<String> {
            let situation = Situation(kernel: KernelVersion(6, 12), clocksource: clocksource)
            let records = set.served.filter {
                $0.function == "clock_gettime" && $0.presence == presence
                    && $0.conditions.decide(in: situation) == .holds
            }
            return Set(records.flatMap(\.clocks))
        }
        let fine: Set = ["REALTIME", "MONOTONIC", "BOOTTIME", "TAI", "MONOTONIC_RAW"]
        let coarse: Set = ["REALTIME_COARSE", "MONOTONIC_COARSE"]
        let others: Set = ["PROCESS_CPUTIME_ID", "THREAD_CPUTIME_ID", "REALTIME_ALARM", "BOOTTIME_ALARM"]
        #expect(served(.required, clocksource) == fine.union(coarse))
        #expect(served(.forbidden, clocksource) == others)
        #expect(served(.required, "jiffies") == coarse)
        #expect(served(.forbidden, "jiffies") == fine.union(others))
    }

    @Test func everyClockIsThere() throws {
        for (flavour, architecture) in try Self.loader.available() {
            let clocks = try Self.loader.load(architecture: architecture, flavour: flavour).clocks
            #expect(clocks.map(\.id) == Array(0...11) + Array(16...23))
        }
    }

    /// A version, a configuration or a clocksource can decide between two records, but one must hold in the end.
    @Test func everyPropertyIsSaidForEveryRecentKernel() throws {
        for (flavour, architecture) in try Self.loader.available() {
            let set = try Self.loader.load(architecture: architecture, flavour: flavour)
            for kernel in [KernelVersion(6, 1), KernelVersion(6, 12), KernelVersion(6, 18, 44), KernelVersion(7, 2)] {
                let situation = Situation(kernel: kernel, configuration: KernelConfiguration(options: [:]))
                for records in [set.image, set.mapping] {
                    for (property, group) in Dictionary(grouping: records, by: \.property) {
                        let holding = group.filter { $0.conditions.decide(in: situation) == .holds }
                        #expect(holding.count == 1, "\(flavour.rawValue)/\(architecture) \(property) for \(kernel)")
                    }
                }
            }
        }
    }

    @Test func imagesFindTheirArchitecture() throws {
        let headers = try Self.loader.headers()
        func find(_ machine: UInt16, _ elfClass: Int, _ isLittle: Bool, _ names: [String] = []) -> [String] {
            headers.filter {
                $0.flavour == .linux
                    && $0.matches(machine: machine, elfClass: elfClass, isLittleEndian: isLittle, programHeaders: names)
            }.map(\.architecture)
        }
        #expect(find(62, 64, true) == ["x86_64"] && find(62, 32, true) == ["x32"] && find(3, 32, true) == ["i386"])
        #expect(find(40, 32, true, ["ARM_EXIDX"]) == ["arm"] && find(40, 32, true) == ["arm-compat"])
        #expect(find(22, 64, false) == ["s390x"] && find(22, 32, false) == ["s390"] && find(22, 64, true).isEmpty)
        #expect(find(8, 64, true) == ["mips64el"] && find(8, 32, true).isEmpty)
    }

    @Test func knownIssuesHaveReasonsAndReferences() throws {
        let issues = try Self.loader.load(architecture: "x86_64", flavour: .linux).knownIssues
        #expect(Set(issues.map(\.id)).isSuperset(of: ["L1", "L2", "L3"]))
        #expect(issues.allSatisfy { $0.reason.count > 30 && $0.reference.count > 10 })
        let emulated = try Self.loader.load(architecture: "x86_64", flavour: .qemuUser).knownIssues
        #expect(Set(emulated.map(\.id)).isDisjoint(with: ["L1", "L2", "L3"]), "those are the kernel's")
    }
}
