import Expectations
import KernelFiles
import Targets
import VDSOImage

/// What the file of a kernel that boots says before it does.
struct BootedKernel {
    /// The images in it; nil if none was found: the kernel may have none, or be packed in a way that is not known.
    private let images: [FoundImage]?
    private let guest: Guest

    init(_ guest: Guest) {
        self.guest = guest
        images = try? ImageFile(path: guest.kernel).images()
    }

    /// Why the machine cannot boot it; nil if nothing speaks against it.
    var mismatch: String? {
        guard let images else { return nil }
        let names = Set(images.compactMap(\.image.architecture)).sorted()
        let wanted = guest.machine.kernelArchitecture
        guard !names.isEmpty, !names.contains(wanted) else { return nil }
        return "\(guest.kernel) is a kernel for \(names.joined(separator: ", ")), not for \(wanted)"
    }

    /// The images to hold the mapped one against.
    var kernelFile: [VDSOImage]? { images.map { $0.map(\.image) } }

    /// `LINUX_VERSION_CODE`, as its image notes it; nil if none was found.
    var versionCode: UInt32? { images?.compactMap { $0.image.linuxVersionCode ?? $0.versionCode }.first }

    /// The configuration that lies in or beside the kernel.
    var configuration: FoundImage.Configuration? { images?.compactMap(\.configuration).first }
}

extension Subject {
    /// Adds what is known of a kernel before it boots.
    mutating func add(_ kernel: BootedKernel, chosen: KernelConfiguration?, path: String?) {
        isMachine = true
        if kernelFile == nil { kernelFile = kernel.kernelFile }
        configuration = chosen ?? kernel.configuration.map { KernelConfiguration(text: $0.text) }
        configurationPath = chosen == nil ? kernel.configuration?.origin : path
    }
}
