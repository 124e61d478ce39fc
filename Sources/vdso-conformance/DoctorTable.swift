import Reporting
import Session

/// What `doctor` found, for people.
struct DoctorTable {
    var doctor: Doctor
    var style: Style

    var text: String {
        let width = doctor.requirements.map(\.name.count).max() ?? 0
        var lines: [String] = []
        for requirement in doctor.requirements {
            let space = String(repeating: " ", count: width - requirement.name.count)
            let state = requirement.isThere ? "ok     " : "MISSING"
            lines += style.wrapped(
                PlainText.visible(requirement.finding), first: "\(state)  \(requirement.name)\(space)  ")
            let indentation = String(repeating: " ", count: width + 11)
            if let loss = requirement.loss { lines += style.wrapped(loss, first: indentation + "without it  ") }
            if let remedy = requirement.remedy {
                lines += style.wrapped(PlainText.visible(remedy), first: indentation + "remedy      ")
            }
        }
        return (lines + ["", closing]).joined(separator: "\n") + "\n"
    }

    private var closing: String {
        let missing = doctor.requirements.filter { !$0.isThere }.count
        return switch doctor.status {
        case 0: "nothing is missing (exit status 0)"
        case 1: "nothing can be judged here (exit status 1)"
        default: "\(missing) of \(doctor.requirements.count) are missing: what needs them is left out (exit status 3)"
        }
    }
}
