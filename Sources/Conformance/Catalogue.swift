/// Every check there is, in the order of the report.
public enum Catalogue {
    /// All checks.
    public static let checks: [Check] =
        imageChecks + kernelFileChecks + exportChecks + timeFunctionChecks + trampolineChecks
        + landingPadChecks + presenceChecks
        + mappingChecks + mappingBehaviourChecks + agreementChecks
        + disturbedAgreementChecks + relationChecks + processorChecks + errorChecks + argumentChecks
        + comparedCallChecks + callingConventionChecks + kernelEntryChecks + steppingChecks + unwindingChecks
        + reentryChecks + randomChecks + performanceChecks + sleepChecks
        + namespaceChecks + disturbanceChecks
}
