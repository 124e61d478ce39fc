import ProbeRuntime

/// A handler that makes the call that it interrupts.
enum Reentry {
    nonisolated(unsafe) private static var call: SteppedCall?

    /// Installs the handler, in the process that will be interrupted.
    static func prepare(_ call: SteppedCall) {
        self.call = call
        Signals.handle(Signals.user, with: probe_address_of_on_reentry(), .always)
    }
}

/// The signal handler.
@_cdecl("probe_on_reentry")
public func onReentry(_ signal: Int32, _ information: UnsafeRawPointer, _ context: UnsafeRawPointer) {
}
