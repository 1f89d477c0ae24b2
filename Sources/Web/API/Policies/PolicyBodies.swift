import Domain
import Foundation
import JSON
import Services

/// A version of a policy with all it says. `_s` are working seconds: how many days those are is theirs divided by `nominal_day_s`.
struct FullPolicyBody: JSONWritable {
    let policy: SLAPolicy
    /// For the names of units; without it they are told by their ids.
    let catalog: ReferenceCatalog?
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object(writeMembers)
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("code", policy.code)
        json.member("version", policy.version)
        json.member("name", NameBody(vi: policy.nameVi, en: policy.nameEn))
        json.member("scope", ScopeBody(scope: policy.scope, catalog: catalog, language: language))
        json.member("calendar", policy.calendarKey)
        json.member("nominal_day_s", policy.nominalDaySeconds)
        json.member("resolve_starts", policy.resolveStarts.rawValue)
        json.member("acknowledge", LimitBody(limit: policy.acknowledge))
        json.member("resolve", LimitBody(limit: policy.resolve))
        json.nullable("handle_s", policy.handleSeconds)
        json.member("levels", LevelsBody(levels: policy.levels))
        json.member("reopening", ReopeningBody(policy: policy))
        json.member("confirmed", policy.confirmed)
    }
}

private struct NameBody: JSONWritable {
    let vi: String
    let en: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("vi", vi)
            json.member("en", en)
        }
    }
}

private struct ScopeBody: JSONWritable {
    let scope: SLAPolicy.Scope
    let catalog: ReferenceCatalog?
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.nullable("category", scope.category)
            json.nullable("severity", scope.severity?.rawValue)
            if let catalog {
                json.nullable("unit", scope.unit.flatMap { catalog.units[$0] }.map { UnitBody($0, language) })
            } else {
                json.nullable("unit", scope.unit)
            }
        }
    }
}

/// A limit and what it rests on.
struct LimitBody: JSONWritable {
    let limit: SLAPolicy.Limit

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("target_s", limit.seconds)
            json.nullable("legal_basis", limit.legalBasis)
            json.member("confirmed", limit.confirmed)
        }
    }
}

private struct LevelsBody: JSONWritable {
    let levels: SLALevels

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.array("warn", levels.warnings)
            json.array("escalate", levels.escalations.map { EscalationBody(percent: $0.percent, rank: $0.rank) })
        }
    }
}

private struct EscalationBody: JSONWritable {
    let percent: Int
    let rank: EscalationRank

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("percent", percent)
            json.member("to", rank.rawValue)
        }
    }
}

private struct ReopeningBody: JSONWritable {
    let policy: SLAPolicy

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("percent", policy.reopening.percent)
            json.member("least_s", policy.reopening.minimumSeconds)
            json.member("target_s", policy.reopenedResolveSeconds)
        }
    }
}

/// A code with its versions, the newest first.
struct PolicyHistoryBody: JSONWritable {
    let code: String
    let history: Policies.History
    let catalog: ReferenceCatalog
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code)
            json.member("in_force", catalog.policy(code) != nil)
            json.array("items", history.versions.map { PolicyVersionBody(version: $0, catalog: catalog, language: language) })
            json.nullable("next", history.next.map { "\($0)" })
        }
    }
}

private struct PolicyVersionBody: JSONWritable {
    let version: PolicyVersion
    let catalog: ReferenceCatalog
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            FullPolicyBody(policy: version.policy, catalog: catalog, language: language).writeMembers(to: &json)
            json.member("published_at", version.publishedAt.rfc3339)
            json.nullable("retired_at", version.retiredAt?.rfc3339)
            json.nullable("published_by", version.publishedBy?.text)
        }
    }
}

/// A change of policies, as it waits for approval.
struct PolicyChangeBody: JSONWritable {
    let change: PolicyChange

    func write(to json: inout JSONWriter) {
        json.object { json in
            switch change {
            case .publish(let policy): json.member("publish", FullPolicyBody(policy: policy, catalog: nil, language: .vi))
            case .retire: json.member("retire", true)
            case .migrate: json.member("migrate", true)
            }
        }
    }
}
