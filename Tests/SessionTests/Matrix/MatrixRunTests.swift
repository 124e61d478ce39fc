import Foundation
import Results
import Synchronization
import Testing

@testable import Session

/// A matrix whose machines are functions.
@Suite("Matrix: its run") struct MatrixRunTests {
    private static func cells(_ count: Int) -> [MatrixCell] {
        (0..<count).map { MatrixCell(kernelName: "k\($0)", machine: "x86_64", kernel: "fetch:debian/k\($0)") }
    }

    /// Counts what is judged, and how much of it at a time.
    private final class Bench: Sendable {
        struct State {
            var judged: [String] = []
            var boots: [[String]] = []
            var now = 0
            var most = 0
        }
        let state = Mutex(State())
        var judged: [String] { state.withLock { $0.judged.sorted() } }

        func worker(
            inputs: [String: String] = ["kernel": "1"], outcome: CheckResult.Outcome = .passed,
            look: [String: MatrixWorker.Kernel] = [:],
            during: @escaping @Sendable (MatrixCell) async throws -> Void = { _ in }
        ) -> MatrixWorker {
            MatrixWorker(
                look: { look[$0.label] ?? .here(inputs) },
                judge: { cells, _, _ in
                    self.state.withLock {
                        $0.judged += cells.map(\.label)
                        $0.boots.append(cells.map(\.label))
                        $0.now += 1
                        $0.most = max($0.most, $0.now)
                    }
                    try await during(cells[0])
                    self.state.withLock { $0.now -= 1 }
                    let area: Area = outcome == .error ? .run : .agreement
                    return cells.map {
                        TargetReport(
                            label: $0.label, target: "qemu-system:x86_64", architecture: "x86_64", isRequired: true,
                            results: [Samples.result(outcome, area: area)], startedAt: 1)
                    }
                }, architecture: { _ in "x86_64" })
        }
    }

    private func run(
        _ cells: [MatrixCell], _ folder: URL, _ worker: MatrixWorker, width: Int = 2, isResuming: Bool = true,
        settings: [String] = []
    ) async throws -> Report {
        try await MatrixRun(
            cells: cells, store: MatrixStore(folder: folder.path), width: width, isResuming: isResuming,
            settings: settings, worker: worker
        ).report()
    }

    @Test("every cell is judged, no more at a time than may be, and reported in order") func parallel() async throws {
        try await Samples.withFolder { folder in
            let bench = Bench()
            let worker = bench.worker { _ in try await Task.sleep(for: .milliseconds(5)) }
            let report = try await run(Self.cells(7), folder, worker, width: 3)
            #expect(report.targets.map(\.label) == Self.cells(7).map(\.label))
            #expect(bench.judged.count == 7)
            #expect((1...3).contains(bench.state.withLock { $0.most }))
            #expect(ExitStatus(of: report) == .conformant)
        }
    }

    @Test("cells that differ in their programs only share a boot, those that are stored do not need it")
    func shared() async throws {
        try await Samples.withFolder { folder in
            var cells = ["x86_64", "aarch64", "x86_64/i386", "i386"].map {
                MatrixCell(kernelName: "k", machine: $0, kernel: "fetch:debian/k")
            }
            var variant = cells[2]
            (variant.variant, variant.arguments) = ("v", "vdso32=0")
            cells.append(variant)
            let bench = Bench()
            let report = try await run(cells, folder, bench.worker(), width: 1)
            #expect(report.targets.map(\.label) == cells.map(\.label))
            #expect(
                bench.state.withLock(\.boots) == [
                    ["k-x86_64", "k-x86_64-i386"], ["k-aarch64"], ["k-i386"], ["k-x86_64-i386-v"],
                ])
            try FileManager.default.removeItem(at: folder.appending(path: "k-x86_64-i386.json"))
            let next = Bench()
            let resumed = try await run(cells, folder, next.worker())
            #expect(next.judged == ["k-x86_64-i386"])
            #expect(resumed.targets.map(\.label) == report.targets.map(\.label))
        }
    }

    @Test("what is stored is not run again, and says so") func resumed() async throws {
        try await Samples.withFolder { folder in
            _ = try await run(Self.cells(2), folder, Bench().worker())
            let bench = Bench()
            let report = try await run(Self.cells(3), folder, bench.worker())
            #expect(bench.judged == ["k2-x86_64"])
            #expect(report.counts.passed == 3)
            #expect(report.targets[0].remarks.contains { $0.contains("stored in") })
            #expect(report.targets[2].remarks.isEmpty)
        }
    }

    @Test("a failure is a verdict and stays; an error of the run is none and is tried again") func outcomes()
        async throws
    {
        for (outcome, again) in [(CheckResult.Outcome.failed, 0), (.error, 1)] {
            try await Samples.withFolder { folder in
                let report = try await run(Self.cells(1), folder, Bench().worker(outcome: outcome))
                #expect(ExitStatus(of: report) == .notConformant)
                let bench = Bench()
                let next = try await run(Self.cells(1), folder, bench.worker())
                #expect(bench.judged.count == again)
                #expect(ExitStatus(of: next) == (again == 0 ? .notConformant : .conformant))
            }
        }
    }

    @Test("whatever a verdict depends on makes it old") func changed() async throws {
        try await Samples.withFolder { folder in
            var cell = Self.cells(1)[0]
            _ = try await run([cell], folder, Bench().worker())
            func judges(_ worker: (Bench) -> MatrixWorker, fresh: Bool = false, settings: [String] = []) async throws
                -> Bool
            {
                let bench = Bench()
                _ = try await run([cell], folder, worker(bench), isResuming: !fresh, settings: settings)
                return !bench.judged.isEmpty
            }
            #expect(try await !judges { $0.worker() })
            #expect(try await judges { $0.worker(inputs: ["kernel": "2"]) })
            #expect(try await judges({ $0.worker(inputs: ["kernel": "2"]) }, settings: ["--strict"]))
            cell.arguments = "highres=off"
            #expect(try await judges { $0.worker() })
            #expect(try await judges({ $0.worker() }, fresh: true))
            #expect(try await !judges { $0.worker() })
            try Data("{".utf8).write(to: folder.appending(path: "\(cell.label).json"))
            #expect(try await judges { $0.worker() })
        }
    }

    @Test("a version of the suite makes verdicts old too") func version() async throws {
        try await Samples.withFolder { folder in
            let cell = Self.cells(1)[0]
            _ = try await run([cell], folder, Bench().worker())
            let store = MatrixStore(folder: folder.path)
            var entry = try #require(store.entry(of: cell))
            entry.conditions.suiteVersion = "0.0.0"
            try store.keep(entry, of: cell)
            let bench = Bench()
            _ = try await run([cell], folder, bench.worker())
            #expect(bench.judged.count == 1)
            entry.conditions.suiteVersion = "0.0.0"
            try store.keep(entry, of: cell)
            let plan = MatrixPlan(cells: [cell])
            #expect(ExitStatus(of: MatrixMerge(plan: plan, stores: [store]).report) == .notJudged)
        }
    }

    @Test("no kernel anywhere is no failure; one that could not be got is") func kernels() async throws {
        try await Samples.withFolder { folder in
            let look: [String: MatrixWorker.Kernel] = ["k1-x86_64": .nowhere("there is none")]
            let report = try await run(Self.cells(2), folder, Bench().worker(look: look))
            #expect(ExitStatus(of: report) == .conformant)
            #expect(report.targets.map(\.verdictInAWord) == ["conformant", "no kernel"])
            let missing: [String: MatrixWorker.Kernel] = ["k1-x86_64": .missing("no network")]
            let other = try await run(Self.cells(2), folder, Bench().worker(look: missing))
            #expect(ExitStatus(of: other) == .notJudged)
            #expect(other.targets[1].unavailable == "no network")
            #expect(other.targets[1].verdictInAWord == "not run")
        }
    }

    @Test("an interrupted run reports what it has, and the next one goes on there") func interrupted() async throws {
        try await Samples.withFolder { folder in
            let (begun, signal) = AsyncStream<Void>.makeStream()
            let worker = Bench().worker { cell in
                guard cell.label != "k0-x86_64" else { return }
                signal.yield()
                // A machine that is killed with the task.
                try? await Task.sleep(for: .seconds(3600))
            }
            let task = Task { try await run(Self.cells(3), folder, worker, width: 1) }
            for await _ in begun { break }
            task.cancel()
            let report = try await task.value
            #expect(report.targets.count == 3)
            #expect(report.targets[0].verdictInAWord == "conformant")
            #expect(report.targets[2].unavailable == "the run was interrupted before this cell")
            #expect(report.interruption?.contains("k2-x86_64") == true)
            #expect(ExitStatus(of: report) == .notConformant)
            let bench = Bench()
            let next = try await run(Self.cells(3), folder, bench.worker())
            #expect(bench.judged == ["k1-x86_64", "k2-x86_64"])
            #expect(ExitStatus(of: next) == .conformant)
        }
    }

    @Test("parts make a whole") func shards() async throws {
        try await Samples.withFolder { folder in
            let plan = MatrixPlan(cells: Self.cells(5))
            let look: [String: MatrixWorker.Kernel] = ["k4-x86_64": .nowhere("there is none")]
            var stores: [MatrixStore] = []
            for index in 1...2 {
                let part = folder.appending(path: "\(index)")
                _ = try await run(try MatrixShard("\(index)/2").cells(of: plan), part, Bench().worker(look: look))
                stores.append(MatrixStore(folder: part.path))
            }
            let whole = MatrixMerge(plan: plan, stores: stores).report
            #expect(
                whole.targets.map(\.verdictInAWord) == [
                    "conformant", "conformant", "conformant", "conformant", "no kernel",
                ])
            #expect(ExitStatus(of: whole) == .conformant)
            let half = MatrixMerge(plan: plan, stores: [stores[0]]).report
            #expect(ExitStatus(of: half) == .notJudged)
            #expect(half.targets[1].unavailable == "no folder has a verdict on it")
        }
    }

    @Test(arguments: ["", "1", "0/2", "3/2", "a/b", "1/0", "1/2/3"]) func partsThatAreNone(text: String) {
        #expect(throws: UsageError.self) { try MatrixShard(text) }
    }

    @Test("a store that cannot be is said before anything is run") func store() async throws {
        let bench = Bench()
        await #expect(throws: UsageError.self) {
            try await run(Self.cells(1), URL(fileURLWithPath: "/dev/null/x"), bench.worker())
        }
        #expect(bench.judged.isEmpty)
    }
}
