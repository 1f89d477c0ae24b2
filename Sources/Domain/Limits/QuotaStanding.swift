/// Whose quota it is, as clients are told. Raw values are sent.
package enum QuotaParty: String, Hashable, Sendable, CaseIterable {
    case address
    case client
    case device
    case phone
    case staff
    case user
}

/// How somebody stands with one window of a quota.
package struct QuotaStanding: Hashable, Sendable {
    package let party: QuotaParty
    package let window: Quota.Window
    /// Until all of it has come back.
    package let ahead: Duration

    /// `ahead` longer than the window's period counts as one that is used up.
    package init(_ party: QuotaParty, _ window: Quota.Window, ahead: Duration) {
        self.party = party
        self.window = window
        self.ahead = min(max(ahead, .zero), window.period)
    }

    /// How many are left now.
    package var remaining: Int {
        Int(((window.period - ahead) / window.interval).rounded(.down))
    }
}

/// Somebody has used up a quota.
package struct QuotaRefusal: Error, Hashable, Sendable {
    /// Whole seconds after which what was asked for can be had; at least 1.
    package let retryAfterSeconds: Int
    /// Of all quotas that were asked.
    package let standings: [QuotaStanding]

    /// `wait` is how long it takes until all can be had.
    package init(wait: Duration, standings: [QuotaStanding]) {
        retryAfterSeconds = max(1, Int((wait / .seconds(1)).rounded(.up)))
        self.standings = standings
    }
}
