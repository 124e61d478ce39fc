/// One vDSO ELF image, read with libelf.
public struct VDSOImage: Sendable, Hashable {
}
