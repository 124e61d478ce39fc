import Testing

@testable import Expectations

@Suite("Expectations: a file's text") struct FileTextTests {
    @Test(arguments: [
        (
            "a: 1\nexports:\n  - {x}\n\n# of image\nimage:\n  - {y}\n",
            "a: 1\nexports:\n  - {x}\n  - {n}\n\n# of image\nimage:\n  - {y}\n"
        ),
        ("exports:\n- {x}  # why\n", "exports:\n- {x}  # why\n  - {n}\n"),
        ("a: 1", "a: 1\n\nexports:\n  - {n}\n"),
        ("exports: []\nimage:\n", "exports:\n  - {n}\nimage:\n"),
    ])
    func recordsGoToTheEndOfTheirSection(before: String, after: String) {
        var file = FileText(before)
        file.append(["  - {n}"], to: "exports")
        #expect(file.text == after)
    }

    @Test func nothingAddedIsNothingChanged() {
        let text = "# kept\n\nexports:   # kept\n  - {a: 1}\n\n\nimage:\n"
        var file = FileText(text)
        file.append([], to: "exports")
        #expect(file.text == text)
    }
}
