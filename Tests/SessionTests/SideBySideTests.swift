import Synchronization
import Targets
import Testing

@testable import Session

@Suite("Targets side by side") struct SideBySideTests {
    private static func target(_ machine: String) throws -> Target {
        let name = try TargetName(machine.isEmpty ? "native" : "qemu-system:\(machine)")
        return Target(name: name, label: machine, architecture: "")
    }

    @Test("those that boot nothing come first, one by one, and values keep the order of the targets") func order()
        async throws
    {
        let targets = try ["", "x86_64", ""].map(Self.target)
        let calls = Mutex<[[Int]]>([])
        let values = try await SideBySide(targets: targets, processors: 1).run { indices in
            calls.withLock { $0.append(indices) }
            return indices.map { $0 * 10 }
        }
        #expect(values == [0, 10, 20])
        #expect(calls.withLock(\.self) == [[0], [1], [2]])
    }

    @Test("files are judged side by side, when nothing runs that they could disturb") func files() async throws {
        let names = ["image:a.so", "native", "image:b.so", "image:c.so"]
        let targets = try names.map { Target(name: try TargetName($0), label: $0, architecture: "") }
        let calls = Mutex<[[Int]]>([])
        let values = try await SideBySide(targets: targets, processors: 1, available: 2).run { indices in
            calls.withLock { $0.append(indices) }
            return indices.map { $0 * 10 }
        }
        #expect(values == [0, 10, 20, 30])
        let order = calls.withLock(\.self)
        #expect(order.first == [1] && Set(order.dropFirst()) == [[0], [2], [3]])
    }

    @Test("machines share this machine's processors", arguments: [(1, 2), (2, 1), (64, 1)])
    func width(processors: Int, width: Int) {
        var sideBySide = SideBySide(targets: [], processors: processors)
        sideBySide.available = 2
        #expect(sideBySide.width == width)
    }
}
