import Expectations
import Foundation

/// A directory of expectations for one test, removed with the object.
final class ScratchDirectory {
    let path: String

    /// Writes files; names are relative to the directory.
    init(_ files: [String: String]) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("Expectations-\(UUID())").path
        for (name, text) in files { try write(name, Data(text.utf8)) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ data: Data) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func loader(overlays: [String] = []) -> ExpectationLoader {
        ExpectationLoader(directory: path, overlays: overlays.map { "\(path)/\($0)" })
    }

    /// Loads `linux/toy.yaml`.
    func toy(overlays: [String] = []) throws -> ExpectationSet {
        try loader(overlays: overlays).load(architecture: "toy", flavour: .linux)
    }

    /// The mistakes of `linux/toy.yaml`, one a line, without the directory's name.
    func mistakes(overlays: [String] = []) -> [String] {
        do {
            _ = try toy(overlays: overlays)
            return []
        } catch let error as ExpectationsError {
            let name = URL(fileURLWithPath: path).lastPathComponent
            return error.mistakes.map {
                "\($0)".replacing("\(path)/", with: "").replacing("\(name)/", with: "")
            }
        } catch {
            return ["another error: \(error)"]
        }
    }
}

/// The head of a file for an architecture `toy`: seven lines.
let toyHead = """
    architecture: toy
    flavour: linux
    machine: 1
    class: 64
    byte-order: little
    capable-clocksources: [sundial]
    incapable-clocksources: [candle, rooster]

    """

/// A file of an architecture `toy` whose sections begin at line 8.
func toy(_ sections: String) -> [String: String] { ["linux/toy.yaml": toyHead + sections] }

/// Two exports and a clock, in one section each: four lines.
let toySections = """
    exports:
      - {function: clock_gettime, symbol: __toy_clock_gettime, version: TOY_1, aliases: [{symbol: clock_gettime}]}
    clocks:
      - {clock: REALTIME, id: 0, kind: fine}
      - {clock: TAI, id: 11, kind: fine}

    """
