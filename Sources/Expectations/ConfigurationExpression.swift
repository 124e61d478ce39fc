/// What a configuration must say: names joined by `&&`, `||`, `!` and brackets, as Kconfig's `depends on` has them.
public indirect enum ConfigurationExpression: Hashable, Sendable {
    /// The option is `y` or `m`.
    case isSet(String)
    case not(ConfigurationExpression)
    case and(ConfigurationExpression, ConfigurationExpression)
    case or(ConfigurationExpression, ConfigurationExpression)
}

extension ConfigurationExpression: CustomStringConvertible {
    /// Whether the expression holds; nil if that cannot be said, because the configuration is unknown.
    public func evaluate(in configuration: KernelConfiguration?) -> Bool? {
        evaluate { name in configuration?.isSet(name) }
    }

    /// Whether the expression holds, with three values as Kleene has them: what is known to be false makes an `&&`
    /// false whatever the other side is.
    func evaluate(_ isSet: (String) -> Bool?) -> Bool? {
        switch self {
        case .isSet(let name): return isSet(name)
        case .not(let operand): return operand.evaluate(isSet).map { !$0 }
        case .and(let left, let right):
            let sides = (left.evaluate(isSet), right.evaluate(isSet))
            if sides.0 == false || sides.1 == false { return false }
            return sides.0 == true && sides.1 == true ? true : nil
        case .or(let left, let right):
            let sides = (left.evaluate(isSet), right.evaluate(isSet))
            if sides.0 == true || sides.1 == true { return true }
            return sides.0 == false && sides.1 == false ? false : nil
        }
    }

    /// The names of the options, in alphabetical order.
    public var names: [String] {
        var names: Set<String> = []
        collect(into: &names)
        return names.sorted()
    }

    private func collect(into names: inout Set<String>) {
        switch self {
        case .isSet(let name): names.insert(name)
        case .not(let operand): operand.collect(into: &names)
        case .and(let left, let right), .or(let left, let right):
            left.collect(into: &names)
            right.collect(into: &names)
        }
    }

    /// Whether no configuration at all satisfies both expressions. Expressions of many names are not examined.
    func excludes(_ other: ConfigurationExpression) -> Bool {
        let names = ConfigurationExpression.and(self, other).names
        guard names.count <= 8 else { return false }
        return (0..<1 << names.count).allSatisfy { bits in
            let set = Set(names.indices.filter { bits >> $0 & 1 == 1 }.map { names[$0] })
            let both = [self, other].map { $0.evaluate { set.contains($0) } }
            return both.contains(false)
        }
    }

    /// The expression as it is written in files, with as few brackets as possible.
    public var description: String {
        switch self {
        case .isSet(let name): name
        case .not(let operand): "!\(operand.bracketed { if case .isSet = $0 { false } else { true } })"
        case .and(let left, let right): [left, right].map { $0.bracketed(\.isOr) }.joined(separator: " && ")
        case .or(let left, let right): "\(left) || \(right)"
        }
    }

    private var isOr: Bool { if case .or = self { true } else { false } }

    private func bracketed(_ needsBrackets: (ConfigurationExpression) -> Bool) -> String {
        needsBrackets(self) ? "(\(self))" : "\(self)"
    }
}
