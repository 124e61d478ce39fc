/// The version of this suite, which follows semantic versioning; identifiers of results are part of its interface.
public enum SuiteVersion {
    /// The version.
    public static let current = "0.1.0"
}
