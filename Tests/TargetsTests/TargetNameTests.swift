import Targets
import Testing

@Suite("Target names") struct TargetNameTests {
    @Test(arguments: [
        ("native", TargetName.native),
        ("qemu-user:aarch64", .qemuUser(architecture: "aarch64")),
        ("qemu-user:riscv64", .qemuUser(architecture: "riscv64")),
        ("image:/boot/a:b.so", .image(path: "/boot/a:b.so")),
    ])
    func areReadAsTheyAreWritten(text: String, name: TargetName) throws {
        #expect(try TargetName(text) == name)
        #expect(name.description == text)
    }

    @Test(arguments: [
        "", "Native", "native:", "native:x86_64", "qemu-user", "qemu-user:", "qemu-user:vax", "image", "image:",
        "ssh:host", ":",
    ])
    func thatDoNotExistListWhatThereIs(text: String) {
        let error = #expect(throws: TargetNameError.self) { try TargetName(text) }
        let emulated = Targets.architectures.map { "qemu-user:\($0), " }.joined()
        #expect(error?.description == "there is no target \"\(text)\"; there is native, \(emulated)image:FILE")
    }
}
