import Expectations
import Foundation
import Observations
import Reporting

/// A stored report of a probe: JSON Lines.
struct ObservationFile {
    var path: String

    /// Stores what a probe has reported as `FOLDER/LABEL.jsonl`.
    static func store(_ observations: ObservationSet, label: String, folder: String) throws {
        let file = ReportFile(path: URL(fileURLWithPath: folder).appending(path: "\(label).jsonl").path)
        do {
            try file.prepare()
            try file.write(try observations.jsonLines())
        } catch {
            throw UsageError(error)
        }
    }

    /// Reads the report as a subject, labelled by the name of the file.
    func subject() throws(UsageError) -> Subject {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw UsageError("\(path): cannot be read: \(Self.words(error))")
        }
        let observations: ObservationSet
        do {
            observations = try ObservationSet(jsonLines: data)
        } catch {
            throw UsageError("\(path): \(error)")
        }
        guard let start = observations.start else {
            throw UsageError("\(path): this is no report of a probe: its first line should be of kind \"probe\"")
        }
        let label = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        var subject = Subject(label: label, target: "observations:\(path)")
        subject.architecture = start.architecture
        subject.observations = observations
        subject.problem = observations.end == nil ? "the stored report has no end" : nil
        subject.image = .init(from: observations)
        // The probe cannot know that it is emulated, but reports are stored under their target's label.
        if label.hasPrefix("qemu-user") { subject.flavour = .qemuUser }
        return subject
    }

    private static func words(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        return (underlying ?? error as NSError).localizedDescription
    }
}
