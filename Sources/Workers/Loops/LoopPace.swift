internal import Services

/// How long a loop waits, and what it has to say: the rules, without the time they take.
struct LoopPace {
    enum Notice: Equatable {
        case failing(ServiceError)
        case recovered(failures: Int)
    }

    struct Step: Equatable {
        let pause: Duration
        let notice: Notice?
    }

    private struct Outage {
        let error: ServiceError
        var failures = 1
    }

    /// Between two rounds of a loop that has nothing to do.
    static let longestInterval: Duration = .seconds(20)
    /// A database that comes back is noticed within that time.
    static let longestPause: Duration = .seconds(5)

    let interval: Duration
    private var outage: Outage?

    init(interval: Duration) {
        self.interval = interval
    }

    /// After a round; `spread` is a factor near one.
    mutating func step(after result: Result<RoundEnd, ServiceError>, spread: Double) -> Step {
        switch result {
        case .success(let end):
            let notice = outage.map { Notice.recovered(failures: $0.failures) }
            outage = nil
            return Step(pause: end == .moreToDo ? .zero : interval * spread, notice: notice)
        case .failure(let error):
            let notice = fail(error)
            // Twice as long after each failure; beyond ten the limit holds whatever the interval.
            let doublings = min((outage?.failures ?? 0), 10)
            return Step(pause: min(interval * (1 << doublings), Self.longestPause) * spread, notice: notice)
        }
    }

    /// One notice for an outage. That the database is away has several faces; a fault of the program is another matter.
    private mutating func fail(_ error: ServiceError) -> Notice? {
        if let known = outage, known.error == error || (known.error.isOutage && error.isOutage) {
            outage?.failures += 1
            return nil
        }
        outage = Outage(error: error)
        return .failing(error)
    }
}

extension ServiceError {
    /// The database is away or has no room: it will pass.
    fileprivate var isOutage: Bool {
        self == .busy || self == .unavailable || self == .outcomeUnknown
    }
}
