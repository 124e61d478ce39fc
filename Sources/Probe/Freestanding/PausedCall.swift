import ProbeRuntime

/// Whether a call reads its data again when the kernel updates its clocks in its midst, as the sequence count demands: it is
/// stopped before an instruction until that has happened, and then goes on. Nothing of this is left to chance: a call
/// that looks at the count comes to an instruction for the second time.
///
/// From the middle outwards, where the data is read, until a call begins again.
struct PausedCall {
    /// Nanoseconds within which the kernel updates its clocks: a few ticks.
    private static let patience: Int64 = 60_000_000
    private static let limit = 256
    private static let coarse = 6
    private let call: SteppedCall
    /// Instructions of an undisturbed call.
    private let length: Int
    /// Addresses of the instructions that the call came to.
    private let places = Pages.allocate(4096).assumingMemoryBound(to: UInt64.self)
    private(set) var pauses = 0
    private(set) var hasBegunAgain = false

    /// Nil for a call that reads nothing that changes, or too long.
    init?(_ call: SteppedCall, length: Int) {
        switch call.kind {
        case .clockGettime where call.clock != 2: break
        case .gettimeofday: break
        default: return nil
        }
        guard length > 2, length < Self.limit else { return nil }
        self.call = call
        self.length = length
    }

    mutating func run(_ tracee: inout Tracee) {
        var distance = 0
        while distance <= length / 2, !hasBegunAgain {
            guard pause(&tracee, before: length / 2 + distance) else { return }
            if distance > 0, !hasBegunAgain, distance < length / 2 {
                guard pause(&tracee, before: length / 2 - distance) else { return }
            }
            distance += 1
        }
    }

    /// False where that is not possible.
    private mutating func pause(_ tracee: inout Tracee, before instruction: Int) -> Bool {
        call.clear(tracee.data)
        guard tracee.begin(call.entry, call.arguments(tracee.data)) else { return false }
        var count = 0
        while tracee.isAtTrap || count == 0, tracee.programCounter != probe_address_of_stop(), count < 2 * Self.limit {
            if count == instruction {
                guard Self.awaitUpdate() else { return false }
                pauses += 1
            }
            places[count] = tracee.programCounter
            if count >= instruction, !hasBegunAgain { hasBegunAgain = hasBeen(at: places[count], within: count) }
            count += 1
            guard tracee.step() >= 0 else { return false }
        }
        return tracee.hasReturned
    }

    private func hasBeen(at place: UInt64, within count: Int) -> Bool {
        for index in 0..<count where places[index] == place { return true }
        return false
    }

    /// Waits until the kernel has updated its clocks, as its own coarse clock shows.
    private static func awaitUpdate() -> Bool {
        var first = Timespec()
        var now = Timespec()
        _ = systemCall(NR_clock_gettime, coarse, address(&first))
        let start = Stopwatch.now()
        repeat {
            _ = systemCall(NR_clock_gettime, coarse, address(&now))
            if now.total != first.total { return true }
        } while Stopwatch.now() - start < patience
        return false
    }
}
