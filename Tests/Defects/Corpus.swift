/// Every broken vDSO there is.
public enum Corpus {
    /// All defects, by subject.
    public static let defects: [Defect] =
        header + segments + dynamic + symbols + hashTables + notes + unwind
        + values + order + relations + errors + arguments + conventions + random + serving + processors + crashes
        + processes + namespaces
}
