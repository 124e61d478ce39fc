import Session
import Targets
import Testing

@testable import vdso_conformance

@Suite("Progress") struct ProgressWordsTests {
    @Test func saysTargetTimeAndWhatIsLookedAt() {
        var words = ProgressWords()
        #expect(
            words.line(.beginning(label: "native-x86_64", done: 0, of: 1), after: 0) == "native-x86_64: 0 s: starting")
        let seen = ProbeProgress(lines: 12, latest: "sandwich clock_gettime")
        #expect(
            words.line(.observing(label: "native-x86_64", seen), after: 2.5)
                == "native-x86_64: 2 s: 12 facts, now sandwich clock_gettime")
        #expect(words.line(.judging(label: "native-x86_64"), after: 3) == "native-x86_64: 3 s: judging")
    }

    @Test func saysWhatIsLeftOnceATargetIsDone() {
        var words = ProgressWords()
        #expect(!words.line(.beginning(label: "a", done: 0, of: 3), after: 0).contains("left"))
        #expect(
            words.line(.beginning(label: "b", done: 1, of: 3), after: 4) == "b (2 of 3): 4 s, about 8 s left: starting")
        let line = words.line(.measuring(label: "b", ProbeProgress(lines: 3)), after: 6)
        #expect(line == "b (2 of 3): 6 s, about 6 s left: speed, 3 facts")
    }

    @Test func labelsAreMadeHarmless() {
        var words = ProgressWords()
        #expect(!words.line(.beginning(label: "a\u{1B}[2J", done: 0, of: 1), after: 0).contains("\u{1B}"))
    }
}
