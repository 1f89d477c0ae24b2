internal import Postgres

/// Where looking for events without a position begins: every event below it has one, and none will be added there.
package enum EventHorizon: Sendable, Hashable {
    /// Only events restored from another cluster, whose transactions have numbers this one has not given out yet. They are older
    /// than whatever was written here, and their numbers do not tell: they get their positions before all others.
    case restored
    /// This transaction's events and those of all after it.
    case transaction(UInt64)

    /// All events.
    package static let everything = EventHorizon.transaction(0)

    /// The lowest `xact` that is looked at.
    var lowest: SQL {
        switch self {
        case .restored: "pg_snapshot_xmax(pg_current_snapshot())"
        case .transaction(let number): "\(String(number))"
        }
    }

    /// The horizon when nothing is left to be done from this one on. All transactions before `oldestRunning` have ended: what they wrote
    /// was seen. What others will have written has no smaller `xact` than their own number.
    ///
    /// Numbers that run backwards are another history's: a standby took over that had not heard of the last transactions, or a backup was
    /// restored. Everything is looked at anew.
    func next(oldestRunning: UInt64) -> EventHorizon {
        switch self {
        case .restored: .everything
        case .transaction(let number): oldestRunning < number ? .restored : .transaction(oldestRunning)
        }
    }
}
