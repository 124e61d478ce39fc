public import Targets

extension Session {
    /// What a run is doing.
    public enum Progress: Sendable, Hashable {
        /// The target with this label is next: so many are done of so many.
        case beginning(label: String, done: Int, of: Int)
        /// A probe runs on the target with this label.
        case observing(label: String, ProbeProgress)
        /// A probe measures the speed of the target with this label.
        case measuring(label: String, ProbeProgress)
        /// The target with this label is being judged.
        case judging(label: String)
    }
}
