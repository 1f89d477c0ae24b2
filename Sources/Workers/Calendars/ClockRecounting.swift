package import Logging
package import Services
internal import Synchronization
package import Telemetry

/// The recount as a loop's work: it looks once a second whether a calendar was published, and then goes on until nothing is left. What it
/// sees of calendars on the way, it tells: when one ends, clocks can no longer be computed.
package final class ClockRecounting: PeriodicWork {
    private struct Totals {
        var clocks = 0
        var faults = 0
        var publications = 0
        var reports = 0
        var age = LoopLag()
        var daysAhead: [String: Int] = [:]
    }

    package let name = "calendar_recount"
    package let interval = Duration.seconds(1)
    private let recount: CalendarRecount
    private let logger: Logger
    private let totals = Mutex(Totals())

    package init(_ recount: CalendarRecount, logger: Logger) {
        self.recount = recount
        self.logger = logger
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let round: CalendarRecount.Round
        do {
            round = try await recount.round()
        } catch {
            totals.withLock { $0.age.roundFailed() }
            throw error
        }
        totals.withLock { totals in
            totals.clocks += round.clocks
            totals.faults += round.faults.count
            totals.publications = round.backlog.publications
            totals.reports = round.backlog.reports
            totals.age.found(round.backlog.ageSeconds)
            totals.daysAhead = round.daysAhead
        }
        for fault in round.faults {
            logger.error(
                "a report's clocks cannot be counted anew",
                metadata: ["report": "\(fault.report)", "reason": "\(fault.reason)"]
            )
        }
        return round.hasMore ? .moreToDo : .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let totals = totals.withLock { $0 }
        func gauge(_ metric: String, _ help: String, _ value: Int) -> MetricFamily {
            .gauge("calendar_recount_\(metric)", help: help, samples: [.init(Double(value))])
        }
        func counter(_ metric: String, _ help: String, _ value: Int) -> MetricFamily {
            .counter("calendar_recount_\(metric)", help: help, samples: [.init(Double(value))])
        }
        return [
            counter("clocks", "Clocks that this instance counted anew after a calendar's publication.", totals.clocks),
            counter("faults", "Reports whose clocks could not be counted anew.", totals.faults),
            gauge("publications_waiting", "Publications whose clocks have not all been counted anew.", totals.publications),
            gauge("reports_waiting", "Reports still to be looked at for them; a million stands for that many or more.", totals.reports),
            gauge(
                "oldest_age_seconds",
                "Whole seconds since the oldest of them, or at most while rounds fail; 0 when there is none.",
                totals.age.seconds()
            ),
            .gauge(
                "calendar_horizon_seconds",
                help: "Seconds of the whole days that a calendar still covers after today: publish what follows before 200 days are left.",
                samples: totals.daysAhead.sorted { $0.key < $1.key }.map {
                    .init(Double($0.value * 86_400), labels: [("calendar", $0.key)])
                }
            ),
        ]
    }
}
