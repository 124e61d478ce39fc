import Testing

@testable import Session

@Suite("Invocation") struct InvocationTests {
    private static func line(_ target: String, _ change: (inout Settings) -> Void = { _ in }) -> String {
        var settings = Settings()
        change(&settings)
        return Invocation(settings: settings).words(target: target).joined(separator: " ")
    }

    @Test func eachKindOfTargetHasItsCommand() {
        #expect(Self.line("native") == "vdso-conformance check --target native")
        #expect(Self.line("image:a.so") == "vdso-conformance image a.so")
        #expect(Self.line("observations:a.jsonl") == "vdso-conformance judge a.jsonl")
    }

    @Test func aMachineIsBootedTheSameWay() {
        let change: (inout Settings) -> Void = {
            $0.kernel = "fetch:debian/trixie"
            $0.kernelArguments = "highres=off nohz=off"
            $0.processors = 2
            $0.accelerator = "tcg"
        }
        #expect(
            Self.line("qemu-system:aarch64", change)
                == "vdso-conformance check --target qemu-system:aarch64 --kernel fetch:debian/trixie "
                + "--kernel-arguments highres=off nohz=off --cpus 2 --accelerator tcg")
        #expect(Self.line("native", change) == "vdso-conformance check --target native")
    }

    @Test func whateverDecidesVerdictsIsSaidAgain() {
        let line = Self.line("native") {
            $0.effort = .thorough(seconds: 60)
            $0.isStrict = true
            $0.overlays = ["a.yaml", "b.yaml"]
            $0.loadFactor = 2
            $0.chosenImage = "x.so"
            $0.kernelFile = "vmlinuz"
            $0.expectations = "folder"
            // Where reports go decides nothing.
            $0.junit = "j.xml"
            $0.html = "page"
        }
        #expect(
            line
                == "vdso-conformance check --target native --thorough --duration 60s --image x.so --expectations folder "
                + "--overlay a.yaml --overlay b.yaml --kernel-image vmlinuz --strict --load-factor 2.0")
        let image = Self.line("image:v.so") {
            $0.configuration = ".config"
            $0.flavour = .qemuUser
        }
        #expect(image == "vdso-conformance image v.so --kconfig .config --flavour qemu-user")
    }
}
