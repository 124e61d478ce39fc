/// A kernel's configuration, as `/proc/config.gz` or `/boot/config-RELEASE` tells it.
public struct KernelConfiguration: Sendable, Hashable {
    /// The values of the options that are set, with their prefix: `CONFIG_HZ` is `250`, `CONFIG_TIME_NS` is `y`.
    public var options: [String: String]

    /// Wraps options.
    public init(options: [String: String]) { self.options = options }
}

/// What a configuration must say: names joined by `&&`, `||`, `!` and brackets, as Kconfig's `depends on` has them.
public indirect enum ConfigurationExpression: Hashable, Sendable {
    /// The option is `y` or `m`.
    case isSet(String)
    case not(ConfigurationExpression)
    case and(ConfigurationExpression, ConfigurationExpression)
    case or(ConfigurationExpression, ConfigurationExpression)
}
