import Glibc

/// Starts probes without any capability, with `setpriv(1)` of util-linux: between `fork` and `exec`, where no library this
/// project uses lets it act.
///
/// It is a second lock. Where there is no such program, or it may not do so, the probe drops what it has by itself
/// (`--drop-privileges`); what it reports is looked at in either case.
enum UnprivilegedStart {
    /// The words before a command that is to start with nothing; none where they would not work.
    ///
    /// A program that root reaches only by a capability, in a home that is closed to others for instance, could not be
    /// started without. So the way is tried with it first, which takes a few milliseconds.
    ///
    /// - Parameters:
    ///   - command: the program and its arguments.
    ///   - probe: the probe, which the command executes or reads.
    ///   - setpriv: the program to do so with.
    /// - Returns: the words; the command follows them.
    static func words(for command: [String], probe: String, setpriv: String? = find()) async -> [String] {
        guard let setpriv, let program = command.first else { return [] }
        let trial = ChildProcess(
            executable: setpriv,
            arguments: options + ["sh", "-c", #"test -x "$1" && test -r "$2""#, "sh", program, probe],
            deadline: .seconds(20), outputLimit: 4096)
        return (try? await trial.run())?.ending == .exited(0) ? [setpriv] + options : []
    }

    /// An empty bounding set is what keeps `exec` from giving root everything anew.
    private static let options = [
        "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all", "--no-new-privs", "--",
    ]

    /// Where distributions have it.
    static func find() -> String? {
        ["/usr/bin/setpriv", "/bin/setpriv"].first { access($0, X_OK) == 0 }
    }
}
