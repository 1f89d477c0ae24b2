import Domain

/// Whom a quota is counted for.
enum RateSubject: Hashable, Sendable {
    case origin(RequestOrigin)
    /// Counted apart for each origin: whoever learns another's device id cannot use up the quota of its owner.
    case device(DeviceID, RequestOrigin)
    /// Somebody of staff, by name.
    case staff(String)

    /// As clients are told.
    var party: QuotaParty {
        switch self {
        case .origin(.address): .address
        case .origin: .client
        case .device: .device
        case .staff: .staff
        }
    }
}

/// One request's share of one window.
struct RateCharge: Hashable, Sendable {
    let subject: RateSubject
    let window: Quota.Window
}

/// Who has used how much, by the generic cell rate algorithm: for each subject and window one instant, at which all of it has
/// come back.
struct RateLimitState: Sendable {
    typealias Instant = ContinuousClock.Instant

    private var returns: RecentTable<RateCharge, Instant>

    /// Remembers at least the last `capacity` charges and at most twice as many; who is forgotten starts afresh.
    init(capacity: Int) {
        returns = RecentTable(capacity: capacity)
    }

    /// Takes all charges, or none: then how long to wait until all could be taken.
    mutating func take(_ charges: [RateCharge], at now: Instant) -> Duration? {
        let wait = charges.map { self.wait(for: $0, at: now) }.max() ?? .zero
        guard wait <= .zero else { return wait }
        for charge in charges { returns[charge] = max(returns[charge] ?? now, now) + charge.window.interval }
        return nil
    }

    /// Undoes a `take`.
    mutating func giveBack(_ charges: [RateCharge]) {
        for charge in charges {
            if let instant = returns[charge] { returns[charge] = instant - charge.window.interval }
        }
    }

    /// How everybody stands.
    func standings(_ charges: [RateCharge], at now: Instant) -> [QuotaStanding] {
        charges.map { QuotaStanding($0.subject.party, $0.window, ahead: now.duration(to: returns[$0] ?? now)) }
    }

    private func wait(for charge: RateCharge, at now: Instant) -> Duration {
        let returns = max(self.returns[charge] ?? now, now) + charge.window.interval
        return now.duration(to: returns) - charge.window.period
    }
}
