import Expectations
import Foundation
import Observations
import Targets
import VDSOImage

/// Everything that is known of one target before it is judged.
struct Subject: Sendable {
    /// The name that results carry.
    var label: String
    /// The target as the user wrote it.
    var target: String
    /// The architecture whose promises hold; nil for an image of which there are no promises.
    var architecture: String?
    var isRequired = false
    /// Whose promises hold; nil to tell by the image's marks.
    var flavour: ExpectationSet.Flavour?
    /// What a probe reported; nil for a file.
    var observations: ObservationSet?
    /// What is wrong with the report.
    var problem: String?
    /// What a probe reported that measured speed alone; nil if none did.
    var speed: ObservationSet?
    /// Why not all of that was measured.
    var speedProblem: String?
    /// What the probe or the emulator wrote to standard error.
    var standardError = ""
    /// The image, from the report or from a file.
    var image: ImageReading = .none
    /// Where the image lies, for one that is a file or was found in one.
    var imageOrigin: String?
    /// The images in the kernel's file, if one was named.
    var kernelFile: [VDSOImage]?
    /// `LINUX_VERSION_CODE` of the kernel that it was found in; nil for the one that the image notes.
    var versionCode: UInt32?
    /// The running kernel's configuration, if the target runs on it and it can be read.
    var configuration: KernelConfiguration?
    /// Where the configuration was read from.
    var configurationPath: String?
    /// The emulator in words.
    var emulator: String?
    /// Whether a machine was booted: what was written to standard error is the end of its console.
    var isMachine = false
    /// Seconds from the start of a machine to the first line of its report; nil for what does not boot.
    var bootSeconds: Double?
    /// When observing began, in seconds since 1970.
    var startedAt = Date().timeIntervalSince1970
    /// Seconds that observing took.
    var observingSeconds = 0.0

    /// What came of reading the image.
    enum ImageReading: Sendable {
        /// There is none: the kernel gave no address.
        case none
        case read(VDSOImage)
        /// There is one that cannot be read; in words.
        case unreadable(String)

        /// The image, if it could be read.
        var image: VDSOImage? { if case .read(let image) = self { image } else { nil } }

        /// Reads the image that a probe reported.
        init(from observations: ObservationSet) {
            guard observations.imageAddress != nil else {
                self = .none
                return
            }
            guard let bytes = observations.imageBytes else {
                self = .unreadable("the probe's report does not hold all bytes of the image")
                return
            }
            do {
                self = .read(try VDSOImage(bytes: bytes))
            } catch {
                self = .unreadable("\(error)")
            }
        }
    }

    /// Takes what was observed on a target.
    mutating func add(_ observed: Observed, of target: Target) {
        observations = observed.observations
        problem = observed.problem
        standardError = observed.standardError
        observingSeconds = observed.seconds
        if let acceleration = observed.acceleration {
            emulator = "qemu-system \(target.emulator?.version ?? "?"), \(acceleration)"
            bootSeconds = observed.secondsToReport
        }
        image = .init(from: observed.observations)
    }

    /// Whose promises hold: what the user said, or what the target is, or what the image's marks tell.
    var decidedFlavour: ExpectationSet.Flavour {
        flavour ?? (image.image?.isEmulators == true ? .qemuUser : .linux)
    }

    /// What is known of the kernel. A probe's `uname` comes before the image's note: under an emulator the system calls
    /// are the running kernel's.
    var situation: Situation {
        let running = observations?.kernel.flatMap { KernelVersion($0.release) }
        let noted = (versionCode ?? image.image?.linuxVersionCode).map { KernelVersion(code: $0) }
        return Situation(
            kernel: running ?? noted, configuration: configuration, clocksource: observations?.clocksource?.current)
    }
}
