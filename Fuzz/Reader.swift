import Expectations
import Foundation
import KernelFiles
import Observations
import VDSOImage

/// What is fuzzed: one reader of this project's, by the name that `scripts/fuzz` calls it.
enum Reader: String, CaseIterable {
    case elf, notes, unwind, observations, verdicts, yaml, kernels, archives

    /// Reads bytes as hostile as they come, and uses all that depends on what was read. Whatever the bytes, this returns.
    func read(_ bytes: UnsafeRawBufferPointer) {
        switch self {
        case .elf: if let image = try? VDSOImage(bytes: Array(bytes)) { use(image) }
        case .notes:
            guard let envelope = Envelope(bytes) else { return }
            _ = try? VDSOImage(bytes: envelope.around(notes: envelope.content))
        case .unwind:
            guard let envelope = Envelope(bytes),
                let image = try? VDSOImage(bytes: envelope.around(unwindTables: envelope.content))
            else { return }
            walk(image)
        case .observations: readObservations(bytes)
        case .verdicts: judge(bytes)
        case .yaml: readExpectations(bytes)
        case .kernels, .archives: search(bytes)
        }
    }

    private func use(_ image: VDSOImage) {
        walk(image)
        precondition(!image.description.isEmpty, "an image is described whatever is in it")
    }

    /// Unwinds from where functions begin and end.
    private func walk(_ image: VDSOImage) {
        let starts: [UInt64] = image.exports.map(\.value)
        let places = starts + image.exports.map { $0.value &+ $0.size } + [0, image.size / 2]
        _ = image.unwinding(at: places, registers: [0, 6, 7, 14, 16, 30, 31])
        _ = image.frames?.gaps(in: 0..<image.size)
    }

    private func readObservations(_ bytes: UnsafeRawBufferPointer) {
        guard let set = try? ObservationSet(jsonLines: Data(bytes)) else { return }
        _ = set.imageBytes
        guard let again = try? ObservationSet(jsonLines: set.jsonLines()) else {
            preconditionFailure("what was written is read again")
        }
        precondition(again == set, "what was written is read as the same")
    }

    private func judge(_ bytes: UnsafeRawBufferPointer) {
        switch Verdicts.all {
        case .success(let verdicts): verdicts.judge(bytes)
        case .failure(let error): fatalError("there is nothing to judge: \(error)")
        }
    }

    /// The bytes are the only file of a directory, so that a reason is known to come from them.
    private func readExpectations(_ bytes: UnsafeRawBufferPointer) {
        ScratchFile.expectations.write(bytes)
        let loader = ExpectationLoader(directory: ScratchFile.folder)
        do throws(ExpectationsError) {
            _ = try loader.load(architecture: "toy", flavour: .linux)
        } catch {
            precondition(!error.mistakes.isEmpty, "what is refused has a reason")
        }
    }

    private func search(_ bytes: UnsafeRawBufferPointer) {
        ScratchFile.kernel.write(bytes)
        var search = KernelSearch()
        // The way through a file is the same; a fuzzer's memory and patience are smaller than a user's.
        search.limits.size = 1 << 20
        search.limits.total = 4 << 20
        search.limits.attempts = 8
        do throws(KernelFileError) {
            let found = try search.images(in: ScratchFile.kernel.path)
            precondition(!found.isEmpty, "a search that finds nothing says so")
        } catch {
            precondition(error.description.hasPrefix(ScratchFile.kernel.path), "a refusal names the file")
        }
    }
}
