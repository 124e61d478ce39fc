import Targets
import Testing

@Suite("Target names") struct TargetNameTests {
    @Test(arguments: [
        ("native", TargetName.native),
        ("native:arm", .native32(architecture: "arm")),
        ("native:i386", .native32(architecture: "i386")),
        ("qemu-user:aarch64", .qemuUser(architecture: "aarch64")),
        ("qemu-user:riscv64", .qemuUser(architecture: "riscv64")),
        ("qemu-system:aarch64", .qemuSystem(machine: "aarch64")),
        ("qemu-system:aarch64/arm", .qemuSystem(machine: "aarch64/arm")),
        ("ssh:root@board", .ssh(host: "root@board")),
        ("image:/boot/a:b.so", .image(path: "/boot/a:b.so")),
    ])
    func areReadAsTheyAreWritten(text: String, name: TargetName) throws {
        #expect(try TargetName(text) == name)
        #expect(name.description == text)
    }

    @Test(arguments: [
        "", "Native", "native:", "native:x86_64", "qemu-user", "qemu-user:", "qemu-user:vax", "image", "image:",
        "ssh:", "ssh:-oProxyCommand=x", "ssh:a b", "qemu-system:vax", ":",
    ])
    func thatDoNotExistListWhatThereIs(text: String) {
        let error = #expect(throws: TargetNameError.self) { try TargetName(text) }
        let emulated = Targets.architectures.map { "qemu-user:\($0), " }.joined()
        let names = ["x86_64", "i386", "aarch64", "arm", "riscv64", "x86_64/i386", "aarch64/arm"]
        let machines = names.map { "qemu-system:\($0), " }
        let list = error?.description ?? ""
        #expect(list.hasPrefix("there is no target \"\(text)\"; there is native, native:arm, native:i386, \(emulated)"))
        #expect(machines.allSatisfy { list.contains($0) })
        #expect(list.hasSuffix("ssh:HOST, image:FILE"))
    }
}
