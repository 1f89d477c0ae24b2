/// The clocks of a report at the instant of its receipt.
package struct FilingClocks: Hashable, Sendable {
    /// A clock that counts.
    package struct Running: Hashable, Sendable {
        /// The receipt.
        package let start: Instant
        /// The first working instant at or after `start`: from here the citizen's limit is counted.
        package let countsFrom: Instant
        /// Working seconds allowed.
        package let targetSeconds: Int64
        /// The date shown to people.
        package let due: Instant
        /// The clock is missed after this instant.
        package let breach: Instant
    }

    /// The clock to resolve.
    package enum Resolve: Hashable, Sendable {
        /// Starts with the acknowledgement, at the latest when that is missed; `projectedDue` assumes the latest.
        case pending(targetSeconds: Int64, projectedDue: Instant)
        /// Starts with the receipt.
        case running(Running)

        /// `pending` or `running`.
        package var state: ClockState {
            switch self {
            case .pending: .pending
            case .running: .running
            }
        }
    }

    /// Runs from the receipt until a person acknowledges or refuses.
    package let acknowledge: Running
    /// Waits for the acknowledgement or runs too, as the policy says.
    package let resolve: Resolve

    /// Starts the clocks of a policy on its calendar; throws when the calendar does not reach far enough.
    package init(receivedAt: Instant, policy: SLAPolicy, calendar: WorkingCalendar) throws(BeyondHorizon) {
        acknowledge = try Running(from: receivedAt, target: policy.acknowledgeSeconds, calendar: calendar)
        switch policy.resolveStarts {
        case .receipt:
            resolve = .running(try Running(from: receivedAt, target: policy.resolveSeconds, calendar: calendar))
        case .acknowledge:
            let projected = try calendar.due(after: acknowledge.breach, working: policy.resolveSeconds)
            resolve = .pending(targetSeconds: policy.resolveSeconds, projectedDue: projected)
        }
    }
}

extension FilingClocks.Running {
    fileprivate init(from start: Instant, target: Int64, calendar: WorkingCalendar) throws(BeyondHorizon) {
        self.start = start
        countsFrom = try calendar.breach(after: start, working: 0)
        targetSeconds = target
        due = try calendar.due(after: start, working: target)
        breach = try calendar.breach(after: start, working: target)
    }
}
