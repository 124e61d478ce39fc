import Targets

extension Settings {
    /// Reads a number of processors.
    ///
    /// - Parameters:
    ///   - text: a number from 1 to 64.
    ///   - name: the option or variable, for the error.
    /// - Returns: the number.
    /// - Throws: `UsageError`
    public static func processors(_ text: String, name: String) throws(UsageError) -> Int {
        guard let number = Int(text), (1...64).contains(number) else {
            throw UsageError("\(name) must be a number from 1 to 64, not \"\(text)\"")
        }
        return number
    }

    /// How virtual machines are booted.
    ///
    /// - Throws: `UsageError` for a kernel or an accelerator that cannot be one.
    func guestOptions() throws(UsageError) -> GuestOptions {
        var options = GuestOptions()
        do { options.kernel = try kernel.map { try KernelName($0) } } catch { throw UsageError(error) }
        guard let accelerator = GuestOptions.Accelerator(rawValue: accelerator) else {
            let all = GuestOptions.Accelerator.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("there is no accelerator \"\(self.accelerator)\"; there is \(all)")
        }
        if isDeterministic, accelerator == .kvm {
            throw UsageError("instructions can be counted in emulated machines only: not with KVM")
        }
        if isDeterministic, processors != 1 {
            throw UsageError("instructions are counted on one processor: it is the only one of a deterministic machine")
        }
        options.commandLine = kernelArguments
        options.processors = processors
        options.accelerator = accelerator
        options.isDeterministic = isDeterministic
        options.disturbs = disturbs
        return options
    }
}
