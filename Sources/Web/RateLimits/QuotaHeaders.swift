import Domain
import HTTPTypes

extension HTTPFields {
    /// Says how somebody stands with their quotas, as draft-ietf-httpapi-ratelimit-headers has it: every policy, and of the one that is
    /// nearest to its end how many are left and after how many seconds all are.
    mutating func tell(_ standings: [QuotaStanding]) {
        guard let nearest = standings.min(by: { ($0.remaining, $1.ahead) < ($1.remaining, $0.ahead) }) else { return }
        self[.rateLimitPolicy] = standings.map(\.policyItem).joined(separator: ", ")
        self[.rateLimit] = nearest.limitItem
    }
}

extension Problem {
    /// What somebody is told who has used up a quota.
    init(_ refusal: QuotaRefusal) {
        self.init(.rateLimited, headers: [.retryAfter: "\(refusal.retryAfterSeconds)"])
        headers.tell(refusal.standings)
    }
}

extension QuotaStanding {
    fileprivate var policyItem: String { "\"\(name)\";q=\(window.count);w=\(window.seconds)" }

    fileprivate var limitItem: String { "\"\(name)\";r=\(remaining);t=\(Int((ahead / .seconds(1)).rounded(.up)))" }

    /// Such as `device-hour`.
    private var name: String {
        let period = [1: "second", 60: "minute", 3600: "hour"][window.seconds] ?? "day"
        return "\(party.rawValue)-\(period)"
    }
}

extension Quota.Window {
    /// Of the period; what comes back evenly may be some billionths of a second short of it.
    fileprivate var seconds: Int { Int((period / .seconds(1)).rounded()) }
}
