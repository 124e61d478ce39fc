import ArgumentParser
import Bench
import Reporting
import Results
import Session

/// An error on its way out: the words for it, and the exit status.
struct Failure {
    private let error: any Error

    init(_ error: any Error) { self.error = error }

    /// Says what is wrong, on standard error, or what was asked for (`--help`), on standard output.
    ///
    /// - Returns: the exit status.
    func report() -> Int32 {
        switch error {
        case let code as ExitCode:
            return code.rawValue
        case let usage as UsageError:
            return complain(usage.description, .wrongUse)
        case let failure as Baselines.Failure:
            return complain(failure.description, .wrongUse)
        case let refusal as Comparison.Refusal:
            return complain("these runs cannot be compared: \(refusal)", .wrongUse)
        case let failure as ReportFile.Failure:
            // A report that cannot be written must not look like a green run.
            return complain(failure.description, .notConformant)
        default:
            break
        }
        let message = VDSOConformance.fullMessage(for: error)
        guard VDSOConformance.exitCode(for: error) != .success else {
            try? Console.write(message + "\n")
            return ExitStatus.conformant.rawValue
        }
        return complain(VDSOConformance.message(for: error), .wrongUse, hint: Self.usage(in: message))
    }

    private func complain(_ text: String, _ status: ExitStatus, hint: String? = nil) -> Int32 {
        for line in text.split(separator: "\n") { Console.complain(String(line)) }
        if let hint { Console.note(hint) }
        return status.rawValue
    }

    /// The usage line and the hint at `--help` below a message of the argument parser.
    private static func usage(in message: String) -> String? {
        guard let start = message.range(of: "Usage:") else { return nil }
        return String(message[start.lowerBound...])
    }
}
