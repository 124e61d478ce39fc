import Foundation

/// The command that judges one target again with the same settings, for people who look into a failure.
struct Invocation {
    var settings: Settings

    /// The words of the command.
    ///
    /// - Parameter target: as `Subject` has it: `native`, `qemu-user:ARCH`, `image:FILE`, `observations:FILE`.
    /// - Returns: the program, the subcommand, and every setting that decides verdicts.
    func words(target: String) -> [String] {
        let program = ["vdso-conformance"]
        if let file = target.dropped("image:") { return program + ["image", file] + fileOptions + options }
        if let file = target.dropped("observations:") {
            return program + ["judge", file] + option("--flavour", settings.flavour?.rawValue) + options
        }
        let machine = target.hasPrefix("qemu-system:") ? machineOptions : []
        return program + ["check", "--target", target] + machine + effort + option("--image", settings.chosenImage)
            + options
    }

    private var machineOptions: [String] {
        option("--kernel", settings.kernel)
            + option("--kernel-arguments", settings.kernelArguments.isEmpty ? nil : settings.kernelArguments)
            + option("--kconfig", settings.configuration)
            + option("--cpus", settings.processors == 1 ? nil : "\(settings.processors)")
            + option("--accelerator", settings.accelerator == "auto" ? nil : settings.accelerator)
            + (settings.isDeterministic ? ["--deterministic"] : [])
    }

    private var fileOptions: [String] {
        option("--kconfig", settings.configuration) + option("--flavour", settings.flavour?.rawValue)
    }

    private var options: [String] {
        option("--expectations", settings.expectations) + settings.overlays.flatMap { ["--overlay", $0] }
            + option("--kernel-image", settings.kernelFile) + (settings.isStrict ? ["--strict"] : [])
            + option("--load-factor", settings.loadFactor == 1 ? nil : "\(settings.loadFactor)")
    }

    private var effort: [String] {
        switch settings.effort {
        case .quick: ["--quick"]
        case .normal: []
        case .thorough(let seconds): ["--thorough"] + option("--duration", seconds.map { "\($0)s" })
        }
    }

    private func option(_ name: String, _ value: String?) -> [String] { value.map { [name, $0] } ?? [] }
}

extension String {
    /// The text behind a prefix; nil without it.
    fileprivate func dropped(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
