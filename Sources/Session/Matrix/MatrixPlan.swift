import Foundation

/// What `matrix` boots: kernels on machines, as they are and in variants.
public struct MatrixPlan: Sendable, Hashable {
    /// The cells, row by row.
    public var cells: [MatrixCell]
}

/// One kernel on one machine with one command line.
public struct MatrixCell: Sendable, Hashable, Codable {
    /// What the file calls the kernel.
    public var kernelName: String
    /// What stands behind `qemu-system:`.
    public var machine: String
    /// What the file calls the variant; nil for the kernel as it is.
    public var variant: String?
    /// The kernel as `--kernel` takes it.
    var kernel: String
    /// The kernel's configuration; nil for the one that lies in or beside it.
    var configuration: String?
    /// Words for the kernel's command line.
    var arguments = ""
    /// Processors of the machine; nil for those of the settings.
    var processors: Int?

    /// The row of tables: kernel and variant.
    public var row: String { ([kernelName] + [variant].compactMap(\.self)).joined(separator: ", ") }

    /// The name in reports and files, which does not change with the kernel's release.
    public var label: String {
        ([kernelName, machine.replacingOccurrences(of: "/", with: "-")] + [variant].compactMap(\.self))
            .joined(separator: "-")
    }

    /// Whether one boot serves both: they differ in the programs that run only, which stand behind a slash.
    func sharesBoot(with other: MatrixCell) -> Bool {
        var same = other
        same.machine = machine
        return self == same && machine.prefix { $0 != "/" } == other.machine.prefix { $0 != "/" }
    }

    /// The target as `--target` takes it.
    var target: String { "qemu-system:\(machine)" }
}

/// A part of a matrix, for runs on several machines: each cell is in one part.
public struct MatrixShard: Sendable, Hashable {
    /// Which part, from 1.
    public var index: Int
    /// How many there are.
    public var count: Int

    /// Reads `I/N`.
    ///
    /// - Throws: `UsageError`
    public init(_ text: String) throws(UsageError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let index = parts[0], let count = parts[1], (1...1000).contains(count),
            (1...count).contains(index)
        else { throw UsageError("--shard must be I/N with I from 1 to N, for instance 2/4, not \"\(text)\"") }
        self.index = index
        self.count = count
    }

    /// The cells of this part. Neighbours go to different parts: they take about the same time.
    func cells(of plan: MatrixPlan) -> [MatrixCell] {
        plan.cells.enumerated().filter { $0.offset % count == index - 1 }.map(\.element)
    }
}
