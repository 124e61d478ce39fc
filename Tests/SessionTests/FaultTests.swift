import Foundation
import Observations
import Results
import Testing

@testable import Session
@testable import Targets

/// The real probe that is killed, stopped or cut off: what was judged is reported, and no promise is called broken.
@Suite("Faults", .enabled(if: NativeRun.isPossible)) struct FaultTests {
    /// A report that ends behind each of a sample of its lines, as if the probe had been killed there.
    @Test("wherever a report is cut off, what it does not say is not held against the kernel")
    func cutAnywhere() async throws {
        let whole = try await NativeRun.undisturbed.value.observed
        let all = whole.observations.all
        try #require(whole.problem == nil && all.count > 100)
        // A prime: the cuts fall everywhere in the rows of experiments. The first lines are tried one by one.
        for count in Array(0..<20) + Array(stride(from: 20, to: all.count - 1, by: 37)) {
            var cut = whole
            cut.observations = ObservationSet(Array(all.prefix(count)))
            cut.problem = "the probe was ended by signal 9 after \(count) lines"
            let (report, failures) = try await NativeRun.wronged(cut)
            #expect(failures == [], "after \(count) lines")
            let errors = report.results.filter { $0.outcome == .error }.map(\.identifier.name)
            #expect(errors.contains("probe.complete"), "after \(count) lines")
        }
    }

    @Test("killed at some moment", arguments: ["0", "0.05", "0.2", "0.5"]) func killed(seconds: String) async throws {
        let observed = try await NativeRun.observe(
            #""$@" & probe=$!; sleep \#(seconds); kill -9 $probe 2> /dev/null; wait $probe"#)
        let (report, failures) = try await NativeRun.wronged(observed)
        #expect(failures == [])
        // A fast machine may be done before.
        let complete = report.results.first { $0.identifier.name == "probe.complete" }
        #expect(complete?.outcome == (observed.problem == nil ? .passed : .error))
    }

    @Test("one experiment is killed, as by the kernel that needs memory") func childKilled() async throws {
        let observed = try await observeMeanwhile("kill -9 $(children); kill -15 $(children)")
        let (report, failures) = try await NativeRun.wronged(observed)
        #expect(failures == [])
        #expect(report.unexplained == [])
    }

    @Test("stopped and continued, with all its experiments") func stopped() async throws {
        let observed = try await observeMeanwhile(
            "kill -STOP $probe $(children); sleep 0.2; kill -CONT $probe $(children)")
        let (report, failures) = try await NativeRun.wronged(observed)
        #expect(failures == [])
        #expect(report.results.contains { $0.outcome == .passed })
    }

    @Test("moved to other processors, and left with one") func processors() async throws {
        let observed = try await observeMeanwhile(
            "for each in $probe $(children); do taskset -p $((turn % 2 + 1)) $each; done")
        #expect(try await NativeRun.wronged(observed).failures == [])
    }

    @Test("nobody reads the report") func brokenPipe() async throws {
        let observed = try await NativeRun.observe(#""$@" | head -n 5; exit 0"#)
        let (report, failures) = try await NativeRun.wronged(observed)
        #expect(failures == [])
        #expect(report.results.map(\.outcome).contains(.error))
    }

    /// Runs the probe, and five times meanwhile what a shell makes of `deed`, which knows the process as `$probe`, its
    /// experiments as `$(children)`, and the `$turn`.
    private func observeMeanwhile(_ deed: String) async throws -> Observed {
        try await NativeRun.observe(
            #"""
            children() { cat /proc/$probe/task/$probe/children; }
            "$@" & probe=$!
            for turn in 1 2 3 4 5; do
                sleep 0.1
                { \#(deed); } > /dev/null 2>&1
            done
            wait $probe
            """#)
    }
}
