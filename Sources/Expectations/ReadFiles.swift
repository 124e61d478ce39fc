import Synchronization

/// The YAML of files without a mistake in their form: what several architectures include is parsed once. Others are
/// read again, so that whoever asks hears of their mistakes.
final class ReadFiles: Sendable {
    private let roots = Mutex<[SourceFile: YAMLValue]>([:])

    /// The root of a file, or nil with at least one mistake added: at `place`, which asked for the file, if it cannot be
    /// read.
    func root(of source: SourceFile, from place: SourceLocation?, _ mistakes: Mistakes) -> YAMLValue? {
        if let root = roots.withLock({ $0[source] }) { return root }
        let before = mistakes.found.count
        guard let text = source.text(from: place, mistakes),
            let root = YAMLReader(file: source.name, mistakes: mistakes).read(text)
        else { return nil }
        if mistakes.found.count == before { roots.withLock { $0[source] = root } }
        return root
    }
}
