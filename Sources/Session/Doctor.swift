import Expectations
import Results
public import Targets

/// What this machine has of all that the suite needs.
public struct Doctor: Sendable, Encodable {
    /// Everything that was looked at, the most important first.
    public var requirements: [Requirement]

    /// Holds what was found.
    init(_ requirements: [Requirement]) { self.requirements = requirements }

    /// Looks at this machine.
    ///
    /// - Parameter expectations: the folder with expectations; nil for the one that came with this program.
    /// - Returns: all that was found.
    public static func examine(expectations: String?) async -> Doctor {
        Doctor([Self.expectations(in: expectations)] + (await Requirement.all()))
    }

    /// Whether the expectations are there and sound.
    static func expectations(in directory: String?) -> Requirement {
        let directory = directory ?? ExpectationLoader.defaultDirectory()
        do {
            let promises = try Promises(directory: directory, overlays: [])
            return .there("expectations", "those of \(promises.count) files in \(directory)")
        } catch {
            return .missing(
                "expectations", error.description, loss: "nothing can be judged",
                remedy: "install the program anew, or name their folder in VDSO_EXPECTATIONS", isEssential: true)
        }
    }

    /// Those that a user insists on.
    ///
    /// - Parameter names: names of requirements; empty for all.
    /// - Returns: the same with only these.
    /// - Throws: `UsageError` for a name that there is none of.
    public func limited(to names: [String]) throws(UsageError) -> Doctor {
        guard !names.isEmpty else { return self }
        for name in names where !requirements.contains(where: { $0.name == name }) {
            let all = requirements.map(\.name).joined(separator: ", ")
            throw UsageError("nothing is called \"\(name)\" here; there is \(all)")
        }
        return Doctor(requirements.filter { names.contains($0.name) })
    }

    /// 0 if nothing is missing, 1 if nothing can be judged here, 3 if only some of it cannot.
    public var status: Int32 {
        let missing = requirements.filter { !$0.isThere }
        if missing.isEmpty { return ExitStatus.conformant.rawValue }
        return (missing.contains(where: \.isEssential) ? ExitStatus.notConformant : .notJudged).rawValue
    }
}
