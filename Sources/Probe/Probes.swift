public import Foundation

/// The probes that were built with this package.
public enum Probes {
    /// The architectures a probe is built for.
    public static let architectures = ["x86_64", "aarch64", "riscv64"]

    /// The probe's executable, or nil if there is none for the architecture.
    public static func url(architecture: String) -> URL? {
        nil
    }
}
