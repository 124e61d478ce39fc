/// Every check there is, in the order of the report.
public enum Catalogue {
    /// All checks.
    public static let checks: [Check] =
        imageChecks + kernelFileChecks + exportChecks + presenceChecks + mappingChecks + mappingBehaviourChecks
        + agreementChecks
        + disturbedAgreementChecks + relationChecks + errorChecks + argumentChecks + callingConventionChecks
        + steppingChecks + randomChecks + performanceChecks
        + namespaceChecks
}
