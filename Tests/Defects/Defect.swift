import DefectNumbers
public import Results

/// One vDSO broken on purpose: the healthy wrapper with one thing changed.
public struct Defect: Sendable {
    /// A short name, for instance `rare-step-back`.
    public var name: String
    /// What is wrong with it, in one line.
    public var summary: String
    /// The area whose experiments are run to see it; nil for one that shows in the bytes.
    public var area: Area?
    /// Patterns of identifiers, without the architecture, one of which at least must fail.
    public var caughtBy: [String]
    /// The architectures whose wrapper shows it; nil for all.
    public var architectures: [String]?
    /// What a target must have so that it shows.
    public var needs: [Need] = []
    /// How the healthy wrapper becomes this one.
    var change: Change

    /// What a target must have.
    public enum Need: Sendable, Hashable {
        /// A second processor.
        case severalProcessors
        /// A processor that is not emulated by a virtual machine, on these architectures; in words why.
        case realProcessor(on: [String], reason: String)
    }

    /// The same defect with a need.
    func needing(_ need: Need) -> Defect {
        var defect = self
        defect.needs.append(need)
        return defect
    }

    /// How the healthy wrapper becomes a broken one.
    enum Change: Sendable {
        /// The word of its table that chooses a defect.
        case number(defect_number)
        /// An edit of its bytes.
        case edit(@Sendable (inout ImageEditor) throws -> Void)
    }

    /// A defect of behaviour.
    init(
        _ name: String, _ number: defect_number, _ summary: String, _ area: Area, _ caughtBy: String...,
        on architectures: [String]? = nil
    ) {
        self.name = name
        self.summary = summary
        self.area = area
        self.caughtBy = caughtBy
        self.architectures = architectures
        change = .number(number)
    }

    /// A defect of the image's form.
    init(
        _ name: String, _ summary: String, _ caughtBy: String..., on architectures: [String]? = nil,
        edit: @escaping @Sendable (inout ImageEditor) throws -> Void
    ) {
        self.name = name
        self.summary = summary
        self.caughtBy = caughtBy
        self.architectures = architectures
        change = .edit(edit)
    }

    /// The broken image.
    ///
    /// - Parameter wrapper: the healthy wrapper, as `Wrapper.healthy` gives it.
    /// - Returns: its bytes with one thing changed.
    /// - Throws: `ImageEditor.Missing` if the wrapper lacks what is to be changed.
    public func image(from wrapper: [UInt8]) throws -> [UInt8] {
        var editor = ImageEditor(wrapper)
        switch change {
        case .number(let number): try editor.setTable(Int(WRAPPER_DEFECT.rawValue), to: UInt64(number.rawValue))
        case .edit(let edit): try edit(&editor)
        }
        return editor.bytes
    }
}
