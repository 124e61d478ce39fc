import Results
import Testing

@testable import Reporting

@Suite("Commands to run again") struct ShellWordsTests {
    @Test func quotesWhatAShellWouldActOn() {
        #expect(ShellWords.line(["check", "--target", "qemu-user:aarch64"]) == "check --target qemu-user:aarch64")
        #expect(ShellWords.line(["", "a b", "$(x)", "it's"]) == "'' 'a b' '$(x)' 'it'\\''s'")
    }

    @Test func theCommandNamesTheOneResult() {
        var target = Samples.target([])
        #expect(target.command(for: Samples.result(.failed)) == nil)
        target.command = ["vdso-conformance", "image", "a b.so", "--strict"]
        #expect(
            target.command(for: Samples.result(.failed, "__vdso_time@@LINUX_2.6", "present", area: .exports))
                == "vdso-conformance image 'a b.so' --strict --only 'x86_64/exports/__vdso_time**LINUX_2.6.present'")
        target.unavailable = "not here"
        #expect(target.command(for: Samples.result(.failed)) == "vdso-conformance image 'a b.so' --strict")
    }
}
