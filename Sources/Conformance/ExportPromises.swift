import Expectations
import Results
import VDSOImage

/// The record that decides about a symbol, and whether it holds.
struct ExportPromise {
    var record: ExportExpectation
    var decision: Decision
}

extension ExportPromise {
    /// One promise for each symbol that some record names: of several records the one that holds, else the first that
    /// is undecided, else the first.
    static func all(in expectations: ExpectationSet, _ situation: Situation) -> [ExportPromise] {
        var order: [String] = []
        var decisive: [String: ExportPromise] = [:]
        for record in expectations.exports {
            let promise = ExportPromise(record: record, decision: record.conditions.decide(in: situation))
            guard let known = decisive[record.symbol] else {
                order.append(record.symbol)
                decisive[record.symbol] = promise
                continue
            }
            if promise.weight > known.weight { decisive[record.symbol] = promise }
        }
        return order.compactMap { decisive[$0] }
    }
}

extension JudgedExport {
    /// The promised symbols that the image has; forbidden ones are not looked at further.
    static func all(of promises: [ExportPromise], in image: VDSOImage) -> [JudgedExport] {
        promises.compactMap { promise in
            guard promise.record.presence != .forbidden, let symbol = image.export(promise.record), symbol.isDefined
            else {
                return nil
            }
            return JudgedExport(promise: promise.record, symbol: symbol, image: image)
        }
    }
}

extension ExportPromise {
    fileprivate var weight: Int {
        switch decision {
        case .holds: 2
        case .undecided: 1
        case .notYet, .noLonger, .ruledOut: 0
        }
    }
}

extension VDSOImage {
    /// The symbol of a record: the one with the promised version, or else any of that name.
    fileprivate func export(_ record: ExportExpectation) -> Symbol? {
        let named = symbols.filter { $0.name == record.symbol && $0.binding != "LOCAL" }
        return named.first { $0.version == record.version && $0.isDefined } ?? named.first(where: \.isDefined)
            ?? named.first
    }
}

/// Judges whether a symbol is there. Symbols that do not apply to this kernel, and are not there, give no result.
func presence(of promise: ExportPromise, in context: Context) -> CheckResult? {
    guard let image = context.image else { return nil }
    let record = promise.record
    let symbol = image.export(record)
    let isThere = symbol?.isExport ?? false
    let observed =
        symbol.map { $0.isExport ? "\($0.fullName) at \(hex($0.value))" : "there, but \(defect($0))" } ?? "absent"
    let question = Question(
        identifier: context.identifier(.exports, record.symbol, "present"),
        expected: "\(record.symbol)@@\(record.version) \(record.presence.rawValue)",
        why: record.presence == .forbidden
            ? "programs take the export as a sign of something that this kernel does not keep"
            : "programs that look for \(record.symbol) make a system call instead, or fail",
        location: record.location.description)
    switch (promise.decision, record.presence) {
    case (.holds, .required): return question.judge(isThere, observed)
    case (.holds, .forbidden): return question.judge(symbol == nil, observed)
    case (.holds, .optional): return isThere ? question.passed(observed) : question.skipped("optional, not here")
    case (_, .forbidden): return nil
    case (.undecided(let reason), _):
        return isThere ? question.passed(observed) : question.skipped("undecided: \(reason)")
    case (.notYet(let version), _):
        return isThere
            ? question.passed(observed, remarks: ["earlier than expected: promised from \(version) on"]) : nil
    case (.noLonger(let version), _):
        return isThere ? question.passed(observed, remarks: ["later than expected: promised until \(version)"]) : nil
    case (.ruledOut(let reason), _):
        return isThere ? question.passed(observed, remarks: ["not expected here: \(reason)"]) : nil
    }
}

private func defect(_ symbol: Symbol) -> String {
    if !symbol.isDefined { return "undefined" }
    return symbol.isAbsolute ? "absolute" : "of visibility \(symbol.visibility)"
}
