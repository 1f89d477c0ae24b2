import DatabaseTesting
import Synchronization

/// What writers know of the order of their commits: a moment before each began and one after it was acknowledged.
final class CommitLedger: Sendable {
    private struct Entry {
        let event: EventID
        let began: Int
        let acknowledged: Int
    }

    private let moment = Atomic(0)
    private let entries = Mutex<[Entry]>([])

    var count: Int { entries.withLock { $0.count } }

    /// Later than any moment that was asked for before.
    func next() -> Int {
        moment.add(1, ordering: .sequentiallyConsistent).newValue
    }

    /// The transaction that wrote these events was acknowledged by now.
    func record(_ events: [EventID], began: Int) {
        let acknowledged = next()
        entries.withLock { $0 += events.map { Entry(event: $0, began: began, acknowledged: acknowledged) } }
    }

    /// Events whose position is not greater than that of some event acknowledged before they began.
    func reversals(in events: [NumberedEvent]) -> [EventID] {
        let positions = Dictionary(uniqueKeysWithValues: events.map { ($0.id, $0.position ?? 0) })
        let entries = entries.withLock { $0 }
        var acknowledged = entries.sorted { $0.acknowledged < $1.acknowledged }[...]
        var highest = 0
        var reversed: [EventID] = []
        for entry in entries.sorted(by: { $0.began < $1.began }) {
            while let before = acknowledged.first, before.acknowledged < entry.began {
                highest = max(highest, positions[before.event] ?? .max)
                acknowledged.removeFirst()
            }
            if positions[entry.event] ?? 0 <= highest { reversed.append(entry.event) }
        }
        return reversed
    }
}
