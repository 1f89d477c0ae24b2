import Domain
import JSON

/// The clocks of a report: which limits, on whose word, and where each stands.
struct SLABody: JSONWritable {
    let policy: PolicySummary
    let severity: Severity
    let acknowledge: ClockView
    let resolve: ClockView
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("policy", PolicyBody(policy: policy, language: language))
            json.member("severity", severity.rawValue)
            json.member("acknowledge", ClockBody(clock: acknowledge))
            json.member("resolve", ClockBody(clock: resolve))
        }
    }
}

struct PolicyBody: JSONWritable {
    let policy: PolicySummary
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", policy.name[language])
            json.member("version", policy.version)
            json.nullable("legal_basis", policy.legalBasis)
            json.member("confirmed", policy.isConfirmed)
        }
    }
}

private struct ClockBody: JSONWritable {
    let clock: ClockView

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("state", clock.state.rawValue)
            // While it runs.
            json.member("due_at", clock.due?.rfc3339)
            // While it is pending.
            json.member("projected_due_at", clock.projectedDue?.rfc3339)
            // The working instant from which it counts; differs from the receipt outside working hours.
            json.member("counts_from", clock.countsFrom?.rfc3339)
            // Working seconds left, while it is paused.
            json.member("remaining_s", clock.remainingSeconds)
            // It runs past its limit.
            json.member("overdue", clock.isOverdue ? true : nil)
            // It was past a limit, and counts so whatever follows.
            json.member("missed", clock.isMissed ? true : nil)
            // Working seconds, once it has stopped.
            json.member("used_s", clock.usedSeconds)
        }
    }
}
