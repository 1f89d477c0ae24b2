/// How attempts to sign in are held back: whoever fails waits, and ever longer; nobody can be kept out by others.
///
/// Failures are counted four ways. An account from a network it has signed in from before answers for its own failures there alone, so
/// that neither strangers elsewhere nor its office's other failures keep its owner out. All others wait for the account, once they
/// have failed at it themselves, for their network, and for everybody.
package enum SignInThrottle {
    /// What failures are counted of.
    package enum Scope: Int, Hashable, Sendable, CaseIterable {
        /// An account from one network.
        case pair
        /// An account from anywhere.
        case account
        /// Any account from one network.
        case network
        /// Everybody.
        case everybody

        /// So many may fail before anybody waits. An office of a hundred shares a network; on a Monday morning the whole city signs in.
        package var free: Int {
            switch self {
            case .pair: 4
            case .account: 4
            case .network: 20
            case .everybody: 400
            }
        }

        /// The longest anybody waits for it, in seconds. For everybody little: who signs in from a new place while the whole city is
        /// attacked has to get between the attackers.
        package var longest: Int64 { self == .everybody ? 2 : 60 }
    }

    /// Failures of one scope.
    package struct Count: Hashable, Sendable {
        package var failures: Int
        /// No attempt is looked at before; nil: at any time.
        package var opensAt: Instant?
        /// Of a pair: whether it has succeeded within the last 30 days.
        package var isKnown: Bool

        /// Nothing has happened.
        package init(failures: Int = 0, opensAt: Instant? = nil, isKnown: Bool = false) {
            self.failures = failures
            self.opensAt = opensAt
            self.isKnown = isKnown
        }
    }

    /// Failures are forgotten after so many seconds without another.
    package static let memory: Int64 = 3_600
    /// For how many seconds a network counts as an account's own after it signed in from there.
    package static let acquaintance: Int64 = 30 * 86_400

    /// The scopes that hold an attempt back, now that the counts are these.
    package static func scopes(_ counts: [Scope: Count]) -> [Scope] {
        let pair = counts[.pair] ?? Count()
        if pair.isKnown { return [.pair] }
        // The first try from a network is looked at whatever others do to the account elsewhere.
        return pair.failures > 0 ? [.pair, .account, .network, .everybody] : [.pair, .network, .everybody]
    }

    /// Seconds an attempt has to wait; 0 if it is looked at now.
    package static func wait(_ counts: [Scope: Count], at now: Instant) -> Int64 {
        scopes(counts).compactMap { counts[$0]?.opensAt }.map { max(0, now.seconds(to: $0)) }.max() ?? 0
    }

    /// A count after one more failure: 1, 2, 4 … 60 seconds beyond those that are free.
    package static func failed(_ count: Count, _ scope: Scope, at now: Instant) -> Count {
        var count = count
        count.failures = min(count.failures + 1, 1_000_000)
        let beyond = count.failures - scope.free
        if beyond > 0 { count.opensAt = now.adding(seconds: min(scope.longest, 1 << min(Int64(beyond - 1), 6))) }
        return count
    }

    /// A count without an attempt that was reckoned as a failure and was none.
    package static func undone(_ count: Count, _ scope: Scope) -> Count {
        let failures = max(0, count.failures - 1)
        return Count(failures: failures, opensAt: failures > scope.free ? count.opensAt : nil, isKnown: count.isKnown)
    }

    /// A count after an attempt that was reckoned as a failure has succeeded. The pair begins anew; the others forget this one alone, so
    /// that an attacker with an account of their own cannot wipe out what they did to others.
    package static func succeeded(_ count: Count, _ scope: Scope) -> Count {
        scope == .pair ? Count(isKnown: true) : undone(count, scope)
    }
}
