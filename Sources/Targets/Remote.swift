/// Another machine that the user can log in to. The user's own `ssh` does it, with the keys and options of its
/// configuration; it asks for nothing.
public struct Remote: Sendable, Hashable {
    /// As `ssh` takes it: `board`, `user@board`, `ssh://user@board:2222`.
    var host: String
    /// Where `ssh` finds its agent, its configuration and itself.
    var environment: [String: String]

    private static let variables = ["HOME", "USER", "LOGNAME", "PATH", "SSH_AUTH_SOCK"]

    /// The architecture there, from `uname -m`.
    ///
    /// - Throws: `RemoteError` with the words of `ssh`.
    func architecture() async throws -> String {
        let command = ssh("uname -m")
        let child = ChildProcess(
            executable: command[0], arguments: Array(command.dropFirst()), deadline: .seconds(60), outputLimit: 65536)
        let ended = try await child.run()
        let answer = String(decoding: ended.output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard ended.ending == .exited(0), answer.count == 1 else {
            let words = ended.standardError.split(whereSeparator: \.isNewline).last.map(String.init)
            throw RemoteError(description: "ssh cannot log in to \(host): \(words ?? "\(ended.ending)")")
        }
        return Machine.architecture(of: String(answer[0]))
    }

    /// The command that copies the probe through its standard input, runs it, and removes it.
    func command(probe: String, arguments: [String]) -> [String] {
        let script = """
            umask 077; f=$(mktemp "${TMPDIR:-/tmp}/vdso-probe.XXXXXX") || exit 75; \
            trap 'rm -f "$f"' EXIT; trap 'exit 75' HUP INT TERM; \
            cat >"$f" && chmod 700 "$f" && "$f" \(arguments.map(quoted).joined(separator: " ")) </dev/null
            """
        let ssh = ssh(script)
        // The environment, then a shell that opens the probe as standard input.
        let split = ssh.firstIndex(of: "ssh") ?? 0
        return ssh[..<split] + ["/bin/sh", "-c", #"p=$1; shift; exec "$@" <"$p""#, "sh", probe] + ssh[split...]
    }

    private func ssh(_ script: String) -> [String] {
        let words = Self.variables.compactMap { name in environment[name].map { "\(name)=\($0)" } }
        return ["/usr/bin/env"] + words
            + ["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-T", "--", host, script]
    }

    private func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}

/// Why another machine cannot be used.
struct RemoteError: Error, CustomStringConvertible {
    var description: String
}
