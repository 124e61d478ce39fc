public import Expectations
public import Observations
public import Results
public import VDSOImage

/// All that a check may look at.
public struct Context: Sendable {
    /// What is promised.
    public let expectations: ExpectationSet
    /// What is known of the kernel.
    public let situation: Situation
    /// The image; nil if none could be had.
    public let image: VDSOImage?
    /// What the probe reported; nil when a file is judged.
    public internal(set) var observations: ObservationSet?
    /// What the probe reported from within the time namespace: set apart once, since many checks are made there again.
    let observationsInside: ObservationSet?
    /// What the user asked for.
    public var settings: Settings
    /// Whether an emulator runs the probe, so that times say nothing.
    public var isEmulated: Bool
    /// The images in the kernel's file, to hold the mapped image against; nil if no file was named.
    public var kernelFile: [VDSOImage]?

    /// One promise for each symbol that some record names, and the promised symbols that the image has: found once, since most
    /// checks of exports ask for them.
    let promisedExports: [ExportPromise]
    let judgedExports: [JudgedExport]

    /// What a user can change about judging.
    public struct Settings: Sendable, Hashable {
        /// Unlisted exports fail, and so do known issues that no longer show.
        public var isStrict: Bool
        /// Widens performance bounds; 1 for an idle machine.
        public var loadFactor: Double

        /// Makes settings.
        public init(isStrict: Bool = false, loadFactor: Double = 1) {
            self.isStrict = isStrict
            self.loadFactor = loadFactor
        }
    }

    /// Makes a context.
    public init(
        expectations: ExpectationSet, situation: Situation, image: VDSOImage?, observations: ObservationSet?,
        settings: Settings = Settings(), isEmulated: Bool = false,
        kernelFile: [VDSOImage]? = nil
    ) {
        self.expectations = expectations
        self.situation = situation
        self.image = image
        self.observations = observations
        observationsInside = observations?.insideNamespace
        self.settings = settings
        self.isEmulated = isEmulated
        self.kernelFile = kernelFile
        let promises = ExportPromise.all(in: expectations, situation)
        promisedExports = promises
        judgedExports = image.map { JudgedExport.all(of: promises, in: $0) } ?? []
    }

    /// An identifier of this context's architecture.
    public func identifier(_ area: Area, _ subject: String, _ property: String) -> Identifier {
        Identifier(architecture: expectations.architecture, area: area, subject: subject, property: property)
    }
}
