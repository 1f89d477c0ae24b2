import Domain
import JSON
import Services

/// What a policy would have meant. Rates are numerators and denominators (R18); `_s` are working seconds.
struct SimulationBody: JSONWritable {
    let outcome: PolicySimulator.Outcome

    func write(to json: inout JSONWriter) {
        let simulation = outcome.simulation
        json.object { json in
            json.member("as_of", outcome.now.rfc3339)
            json.member("requested", outcome.request.reports)
            json.member("reports", simulation.reports)
            json.member("uncomputed", simulation.uncomputed)
            json.member("examined", outcome.examined)
            json.member("complete", outcome.isComplete)
            json.member("acknowledge", ComparisonBody(was: simulation.was.acknowledge, wouldBe: simulation.wouldBe.acknowledge))
            json.member("resolve", ComparisonBody(was: simulation.was.resolve, wouldBe: simulation.wouldBe.resolve))
            json.array("overruled", overruled)
            json.array("changes", changes)
            json.array("differences", simulation.differences.map(DifferenceBody.init))
        }
    }

    private var overruled: [OverruledBody] {
        outcome.simulation.overruled
            .sorted { ($0.key.clock.name, $0.key.code, $0.key.version) < ($1.key.clock.name, $1.key.code, $1.key.version) }
            .map { OverruledBody(limit: $0.key, reports: $0.value) }
    }

    private var changes: [ChangeBody] {
        outcome.simulation.changes
            .sorted {
                ($0.key.clock.name, $0.key.was.rawValue, $0.key.wouldBe.rawValue) < (
                    $1.key.clock.name, $1.key.was.rawValue, $1.key.wouldBe.rawValue
                )
            }
            .map { ChangeBody(change: $0.key, clocks: $0.value) }
    }
}

private struct ComparisonBody: JSONWritable {
    let was: SimulatedTally
    let wouldBe: SimulatedTally

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("was", TallyBody(tally: was))
            json.member("would_be", TallyBody(tally: wouldBe))
        }
    }
}

private struct TallyBody: JSONWritable {
    let tally: SimulatedTally

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("met", tally.met)
            json.member("extended", tally.extended)
            json.member("missed", tally.missed)
            json.member("cancelled", tally.cancelled)
            json.member("undecided", tally.undecided)
            json.member("on_time", RateBody(rate: tally.onTime))
            json.nullable("used", tally.usage.map(UsageBody.init))
        }
    }
}

/// null for 0 of 0.
private struct RateBody: JSONWritable {
    let rate: (numerator: Int, denominator: Int)

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("numerator", rate.numerator)
            json.member("denominator", rate.denominator)
            json.nullable("rate", rate.denominator == 0 ? nil : Double(rate.numerator) / Double(rate.denominator))
        }
    }
}

private struct UsageBody: JSONWritable {
    let usage: SimulatedUsage

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("clocks", usage.clocks)
            json.member("median_s", usage.medianSeconds)
            json.member("p90_s", usage.p90Seconds)
            json.member("median_share", usage.medianShare)
            json.member("p90_share", usage.p90Share)
        }
    }
}

private struct OverruledBody: JSONWritable {
    let limit: OverruledLimit
    let reports: Int

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("clock", limit.clock.name)
            json.member("policy", limit.code)
            json.member("version", limit.version)
            json.member("was", LimitBody(limit: limit.was))
            json.member("would_be", LimitBody(limit: limit.wouldBe))
            json.member("reports", reports)
        }
    }
}

private struct ChangeBody: JSONWritable {
    let change: SimulatedChange
    let clocks: Int

    func write(to json: inout JSONWriter) {
        json.object { json in
            change.writeMembers(to: &json)
            json.member("clocks", clocks)
        }
    }
}

private struct DifferenceBody: JSONWritable {
    let difference: SimulatedDifference

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", difference.report)
            json.member("cycle", difference.cycle)
            difference.change.writeMembers(to: &json)
        }
    }
}

extension SimulatedChange {
    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.member("clock", clock.name)
        json.member("was", was.rawValue)
        json.member("would_be", wouldBe.rawValue)
    }
}
