import Domain
import Services

/// A simulation as a page of text.
struct SimulationTable: CustomStringConvertible {
    private let outcome: PolicySimulator.Outcome

    init(_ outcome: PolicySimulator.Outcome) {
        self.outcome = outcome
    }

    var description: String {
        let simulation = outcome.simulation
        var lines = ["\(simulation.reports) reports, \(outcome.examined) looked at, as of \(outcome.now)"]
        if !outcome.isComplete { lines.append("not all that were asked for: the time or the number looked at was up") }
        if simulation.uncomputed > 0 { lines.append("\(simulation.uncomputed) more whose clocks cannot be computed") }
        lines += Self.lines("acknowledge", simulation.was.acknowledge, simulation.wouldBe.acknowledge)
        lines += Self.lines("resolve", simulation.was.resolve, simulation.wouldBe.resolve)
        for (limit, reports) in simulation.overruled.sorted(by: { $0.key.text < $1.key.text }) {
            lines.append("\(limit.text), for \(reports) reports")
        }
        for (change, clocks) in simulation.changes.sorted(by: { $0.key.text < $1.key.text }) { lines.append("\(clocks) × \(change.text)") }
        lines += simulation.differences.map { "\($0.report)  cycle \($0.cycle)  \($0.change.text)" }
        return lines.joined(separator: "\n")
    }

    private static func lines(_ clock: String, _ was: SimulatedTally, _ wouldBe: SimulatedTally) -> [String] {
        var lines = ["\(clock): was \(was.text)", "\(clock): would be \(wouldBe.text)"]
        if let usage = wouldBe.usage {
            lines.append(
                "\(clock): median \(usage.medianSeconds) s, p90 \(usage.p90Seconds) s of working time; \(percent(usage.medianShare)) and \(percent(usage.p90Share)) of the limit"
            )
        }
        return lines
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}

extension SimulatedTally {
    fileprivate var text: String {
        "\(met) met, \(extended) met extended, \(missed) missed, \(cancelled) cancelled, \(undecided) undecided; on time \(onTime.numerator) of \(onTime.denominator)"
    }
}

extension SimulatedChange {
    fileprivate var text: String { "\(clock.name): \(was.rawValue) → \(wouldBe.rawValue)" }
}

extension OverruledLimit {
    fileprivate var text: String {
        "\(clock.name): \(code) version \(version) has \(was.seconds) s confirmed by \(was.legalBasis ?? "nobody"), this policy \(wouldBe.seconds) s"
    }
}
