/// Every broken vDSO there is.
public enum Corpus {
    /// All defects, by subject.
    public static let defects: [Defect] =
        header + segments + dynamic + symbols + hashTables + notes + unwind
        + unwinding + trampolines + landingPads
        + values + order + relations + errors + arguments + conventions + random + serving + processors + moves
        + code + locks + mistakes + crashes + processes + namespaces
}
