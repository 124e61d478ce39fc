public import Foundation
import Probe

/// What another system boots to be judged: an initramfs whose only program is the probe. Laboratories (LAVA, tuxrun) and
/// boards take it as a file; its report comes out of a serial port, for `judge`.
public struct BootFile: Sendable {
    /// A cpio archive of the form "newc", not compressed. The same input gives the same bytes.
    public var bytes: Data
    /// What must stand behind everything else on the kernel's command line.
    public var commandLine: String

    /// Why there is no such file.
    public struct Failure: Error, CustomStringConvertible {
        /// In words.
        public var description: String
    }

    /// Makes the initramfs.
    ///
    /// - Parameters:
    ///   - architecture: that of the probe, for instance `riscv64`.
    ///   - serial: where the probe reports to on the machine, for instance `/dev/ttyS0`; a virtio console goes before it.
    ///   - image: an image to test in place of the kernel's; nil for the kernel's own.
    ///   - arguments: further arguments of the probe, without spaces.
    /// - Throws: `Failure` where there is no probe for the architecture, or no word for the serial port.
    public init(architecture: String, serial: String, image: [UInt8]? = nil, arguments: [String] = []) throws {
        guard let url = Probes.url(architecture: architecture) else {
            let all = Probes.architectures.joined(separator: ", ")
            throw Failure(description: "there is no probe for \(architecture); there is one for \(all)")
        }
        guard serial.hasPrefix("/dev/"), !serial.contains(where: \.isWhitespace) else {
            throw Failure(description: "\"\(serial)\" is no device such as /dev/ttyS0")
        }
        let chosen = "image"
        let initramfs = Initramfs(
            probe: Array(try Data(contentsOf: url)), files: image.map { [(path: chosen, bytes: $0)] } ?? [])
        bytes = Data(try initramfs.archive())
        // What stands behind the dashes goes to process 1.
        commandLine =
            (["--", "--guest", "--serial", serial, "--drop-privileges"]
            + (image == nil ? [] : ["--image", "/\(chosen)"])
            + arguments).joined(separator: " ")
    }
}
