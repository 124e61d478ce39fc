// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "vdso-conformance",
    products: [
        .executable(name: "vdso-conformance", targets: ["vdso-conformance"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Facts: images and observations.
        .systemLibrary(
            name: "CElf", pkgConfig: "libelf",
            providers: [.apt(["libelf-dev"]), .yum(["elfutils-libelf-devel"])]),
        .systemLibrary(
            name: "CDw", pkgConfig: "libdw",
            providers: [.apt(["libdw-dev"]), .yum(["elfutils-devel"])]),
        .target(name: "VDSOImage", dependencies: ["CDw", "CElf"]),
        .target(name: "Observations"),
        .systemLibrary(
            name: "CArchive", pkgConfig: "libarchive",
            providers: [.apt(["libarchive-dev"]), .yum(["libarchive-devel"])]),
        .target(name: "KernelFiles", dependencies: ["CArchive", "VDSOImage"]),
        .target(name: "ImageDifference", dependencies: ["KernelFiles", "VDSOImage"]),

        // Where the program's own files are.
        .target(name: "Installation"),

        // Promises and judgement: pure.
        .target(name: "Expectations", dependencies: ["Installation", .product(name: "Yams", package: "Yams")]),
        .target(name: "Results"),
        .target(name: "Statistics"),
        .target(
            name: "Conformance",
            dependencies: ["Expectations", "Observations", "Results", "Statistics", "VDSOImage"]),
        // Templates become part of the code: a program that was moved finds them.
        .target(
            name: "Reporting", dependencies: ["Results", .product(name: "Mustache", package: "swift-mustache")],
            resources: [.embedInCode("Templates")]),
        .target(
            name: "Bench",
            dependencies: [
                "Observations", "Statistics", .product(name: "Histogram", package: "hdrhistogram-swift"),
            ]),

        // Targets: the only place that starts processes.
        .systemLibrary(
            name: "CCap", pkgConfig: "libcap",
            providers: [.apt(["libcap-dev"]), .yum(["libcap-devel"])]),
        .executableTarget(name: "freestanding-builder", path: "Plugins/freestanding-builder"),
        .plugin(name: "BuildProbes", capability: .buildTool(), dependencies: ["freestanding-builder"]),
        .target(
            name: "Probe", dependencies: ["Installation"], exclude: ["Freestanding", "Runtime"],
            plugins: ["BuildProbes"]),
        .target(
            name: "Targets",
            dependencies: [
                "CArchive", "CCap", "Installation", "Observations", "Probe",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),

        // vDSOs broken on purpose, for the tests and for `selftest`.
        .systemLibrary(name: "DefectNumbers", path: "Tests/Defects/Numbers"),
        .plugin(name: "BuildWrappers", capability: .buildTool(), dependencies: ["freestanding-builder"]),
        .target(
            name: "Defects",
            dependencies: ["DefectNumbers", "Installation", "Results"],
            path: "Tests/Defects", exclude: ["Numbers", "Wrapper"], plugins: ["BuildWrappers"]),

        // Front ends.
        .target(
            name: "Session",
            dependencies: [
                "Bench", "Conformance", "Defects", "Expectations", "ImageDifference", "KernelFiles", "Observations",
                "Reporting", "Results", "Targets", "VDSOImage",
            ]),
        .executableTarget(
            name: "vdso-conformance",
            dependencies: [
                "Bench", "Reporting", "Session", "Targets",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Tests mirror the sources; the conformance suite is the product.
        .testTarget(name: "BenchTests", dependencies: ["Bench", "Observations"]),
        .testTarget(
            name: "CommandLineTests", dependencies: ["ImageFixtures", "Session", "Targets", "vdso-conformance"]),
        .testTarget(name: "ConformanceSuite", dependencies: ["Reporting", "Results", "Session"]),
        .testTarget(name: "DefectsTests", dependencies: ["Defects", "Session", "Targets"]),
        .target(name: "ImageFixtures", path: "Tests/ImageFixtures"),
        .testTarget(name: "ConformanceTests", dependencies: ["Conformance", "ImageFixtures"]),
        .testTarget(name: "ExpectationsTests", dependencies: ["Expectations", "Installation"]),
        .testTarget(name: "ImageDifferenceTests", dependencies: ["ImageDifference", "ImageFixtures"]),
        .testTarget(name: "KernelFilesTests", dependencies: ["ImageFixtures", "KernelFiles"]),
        .testTarget(name: "InstallationTests", dependencies: ["Installation"]),
        .testTarget(name: "ObservationsTests", dependencies: ["Observations"]),
        .testTarget(name: "ProbeTests", dependencies: ["Observations", "Probe", "Targets"]),
        .testTarget(name: "ReportingTests", dependencies: ["Reporting"], resources: [.copy("Schemas")]),
        .testTarget(name: "ResultsTests", dependencies: ["Results"]),
        .testTarget(
            name: "SessionTests",
            dependencies: ["Conformance", "Expectations", "ImageFixtures", "Observations", "Session", "Targets"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics"]),
        .testTarget(name: "TargetsTests", dependencies: ["Targets"]),
        .testTarget(name: "VDSOImageTests", dependencies: ["ImageFixtures", "VDSOImage"]),
    ],
    swiftLanguageModes: [.v6]
)

// Built by scripts/fuzz alone, in a folder of its own: libFuzzer wants every module instrumented.
if Context.environment["VDSO_FUZZ"] == "1" {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Conformance", "Expectations", "ImageFixtures", "KernelFiles", "Observations", "VDSOImage",
            ], path: "Fuzz"))
}

// A target is compiled again only where a module that it names has changed, but the layout of a type reaches further, and a
// caller left as it was crashes (swiftlang/swift-package-manager#10502). So each target names all modules below it.
for target in package.targets where target.type != .plugin {
    var below: Set<String> = []
    var next = target.dependencies
    while let dependency = next.popLast() {
        guard case .byNameItem(let name, _) = dependency, below.insert(name).inserted else { continue }
        next += package.targets.first { $0.name == name }?.dependencies ?? []
    }
    for case .byNameItem(let name, _) in target.dependencies { below.remove(name) }
    target.dependencies += below.sorted().map { .byNameItem(name: $0, condition: nil) }
}
