/// The checks of the image's form: what `elf(5)`, the gABI and the kernel's own build ask of a vDSO, with the exceptions
/// that the expectations name. The rules stand in the files `Image*.swift` beside this one, subject by subject.
let imageChecks: [Check] = [
    imageHeaderChecks, imageSegmentChecks, imageSectionChecks, imageDynamicChecks, imageSymbolChecks, imageNoteChecks,
    imageUnwindChecks,
].flatMap(\.self)
