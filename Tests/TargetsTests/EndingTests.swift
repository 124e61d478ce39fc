import Foundation
import Testing

@testable import Targets

/// Nothing of a probe outlives its run.
@Suite("Ending a probe", .timeLimit(.minutes(20))) struct EndingTests {
    /// A probe that cannot be asked to end, with a child that cannot either.
    private func stubborn(_ scratch: Scratch) async throws -> Target {
        try await scratch.target(
            """
            trap '' TERM HUP INT
            \(Line.start)
            (trap '' TERM HUP INT; while :; do sleep 1; done) &
            echo $! > '\(scratch.path)/grandchild.new'
            echo $$ > '\(scratch.path)/leader'
            mv '\(scratch.path)/grandchild.new' '\(scratch.path)/grandchild'
            while :; do sleep 1; done
            """)
    }

    private func waitForFile(_ path: String) async throws {
        while !FileManager.default.fileExists(atPath: path) { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test func deadlineKillsTheWholeGroup() async throws {
        let scratch = try Scratch()
        let target = try await stubborn(scratch)
        let observed = try await Targets.observe(target, arguments: [], deadline: .seconds(5), dropping: false)
        #expect(observed.problem == "the probe did not end within 5 s and was killed after 1 line")
        #expect(observed.observations.all.count == 1)
        #expect(try await hasEnded(pidIn: "\(scratch.path)/leader"))
        #expect(try await hasEnded(pidIn: "\(scratch.path)/grandchild"))
    }

    @Test func cancellationKillsTheWholeGroupAndKeepsTheReport() async throws {
        let scratch = try Scratch()
        let target = try await stubborn(scratch)
        let run = Task {
            try await Targets.observe(target, arguments: [], deadline: .seconds(600), dropping: false)
        }
        try await waitForFile("\(scratch.path)/grandchild")
        run.cancel()
        let observed = try await run.value
        #expect(observed.problem == "the run was interrupted after 1 line")
        #expect(observed.observations.start?.architecture == "riscv64")
        #expect(try await hasEnded(pidIn: "\(scratch.path)/leader"))
        #expect(try await hasEnded(pidIn: "\(scratch.path)/grandchild"))
    }

    @Test func cancellationBeforeTheStartEndsTheProbeToo() async throws {
        let scratch = try Scratch()
        let target = try await stubborn(scratch)
        let observed = try await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await Targets.observe(target, arguments: [], deadline: .seconds(600), dropping: false)
        }.value
        #expect(observed.problem?.hasPrefix("the run was interrupted after") == true)
    }

    @Test func aGrandchildThatHoldsThePipeIsNotWaitedFor() async throws {
        let scratch = try Scratch()
        let target = try await scratch.target(
            """
            \(Line.start)
            sleep 600 &
            echo $! > '\(scratch.path)/grandchild'
            \(Line.end(after: 1))
            """)
        let observed = try await Targets.observe(target, arguments: [], deadline: .seconds(600), dropping: false)
        #expect(observed.problem == nil)
        #expect(try await hasEnded(pidIn: "\(scratch.path)/grandchild"))
    }

    @Test func aProbeThatClosesItsOutputIsWaitedForUntilTheDeadline() async throws {
        let scratch = try Scratch()
        let target = try await scratch.target("\(Line.start)\n\(Line.end(after: 1))\nexec >&- 2>&-\nsleep 600")
        let observed = try await Targets.observe(target, arguments: [], deadline: .seconds(5), dropping: false)
        #expect(observed.problem == "the probe did not end within 5 s and was killed after 2 lines")
    }
}
