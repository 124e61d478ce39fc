/// Every check there is, in the order of the report.
public enum Catalogue {
    /// All checks.
    public static let checks: [Check] =
        imageChecks + exportChecks + mappingChecks + agreementChecks + disturbedAgreementChecks + relationChecks
        + errorChecks
        + callingConventionChecks + performanceChecks
}
