/// Whom a quota is counted for.
enum RateSubject: Hashable, Sendable {
    /// A registered client, by its place in the settings.
    case client(Int)
    case address(IPAddress)
    /// Counted apart for each address: whoever learns another's device id cannot use up the quota of its owner.
    case device(DeviceID, IPAddress)
    /// Somebody of staff, by name.
    case staff(String)
}

/// What a quota is for.
enum RatedActivity: Hashable, Sendable, CaseIterable {
    /// Any request.
    case reads
    /// A report filed.
    case filings
}

/// One request's share of one window.
struct RateCharge: Hashable, Sendable {
    let subject: RateSubject
    let activity: RatedActivity
    let window: Quota.Window
}

/// Who has used how much, by the generic cell rate algorithm: for each subject and window one instant, at which all of it has
/// come back.
struct RateLimitState: Sendable {
    typealias Instant = ContinuousClock.Instant

    // Apart, so that the many who read do not make it forget the few who file.
    private var reads: RecentTable<RateCharge, Instant>
    private var filings: RecentTable<RateCharge, Instant>

    /// Remembers of each activity at least the last `capacity` charges and at most twice as many; who is forgotten starts afresh.
    init(capacity: Int) {
        reads = RecentTable(capacity: capacity)
        filings = RecentTable(capacity: capacity)
    }

    private subscript(charge: RateCharge) -> Instant? {
        get {
            switch charge.activity {
            case .reads: reads[charge]
            case .filings: filings[charge]
            }
        }
        set {
            switch charge.activity {
            case .reads: reads[charge] = newValue
            case .filings: filings[charge] = newValue
            }
        }
    }

    /// Takes all charges, or none: then how long to wait until all could be taken.
    mutating func take(_ charges: [RateCharge], at now: Instant) -> Duration? {
        let wait = charges.map { self.wait(for: $0, at: now) }.max() ?? .zero
        guard wait <= .zero else { return wait }
        for charge in charges { self[charge] = max(self[charge] ?? now, now) + charge.window.interval }
        return nil
    }

    /// Undoes a `take`.
    mutating func giveBack(_ charges: [RateCharge]) {
        for charge in charges {
            if let instant = self[charge] { self[charge] = instant - charge.window.interval }
        }
    }

    private func wait(for charge: RateCharge, at now: Instant) -> Duration {
        let returns = max(self[charge] ?? now, now) + charge.window.interval
        return now.duration(to: returns) - charge.window.period
    }
}
