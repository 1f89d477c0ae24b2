/// A difference between what is stored of a report and what its history says.
package struct ClockDrift: Hashable, Sendable {
    /// What differs.
    package enum Kind: Hashable, Sendable {
        /// A column of the report's own row.
        case report(column: String, stored: String, should: String)
        /// A column of a clock's row.
        case clock(cycle: Int, ClockKind, column: String, stored: String, should: String)
        /// A clock that is not stored.
        case missingClock(cycle: Int, ClockKind)
        /// A clock of which the history knows nothing.
        case surplusClock(cycle: Int, ClockKind)
        /// A level passed that is not recorded.
        case missingLevel(LevelEvent.Key)
        /// A level recorded that was not passed.
        case surplusLevel(LevelEvent.Key)
        /// A level recorded for another instant, agency or cause.
        case movedLevel(LevelEvent.Key, stored: LevelEvent.Passing, should: LevelEvent.Passing)
        /// A column of a recorded level's row that is not what the entry says that tells of it.
        case level(LevelEvent.Key, column: String, stored: String, should: String)
        /// Nothing can be computed.
        case fault(SLAFault)
    }

    /// The report's code.
    package let code: String
    /// What differs.
    package let kind: Kind

    /// A difference.
    package init(code: String, kind: Kind) {
        self.code = code
        self.kind = kind
    }
}

extension ClockDrift: CustomStringConvertible {
    /// One line for whoever looks after the service.
    package var description: String { "\(code): \(kind)" }
}

extension ClockDrift.Kind: CustomStringConvertible {
    package var description: String {
        switch self {
        case .report(let column, let stored, let should): "report.\(column) is \(stored), should be \(should)"
        case .clock(let cycle, let kind, let column, let stored, let should):
            "\(kind.label) of cycle \(cycle): \(column) is \(stored), should be \(should)"
        case .missingClock(let cycle, let kind): "\(kind.label) of cycle \(cycle) is missing"
        case .surplusClock(let cycle, let kind): "\(kind.label) of cycle \(cycle) should not be there"
        case .missingLevel(let key): "\(key.label) is not recorded"
        case .surplusLevel(let key): "\(key.label) is recorded and was not passed"
        case .movedLevel(let key, let stored, let should): "\(key.label) is recorded for \(stored.label), should be \(should.label)"
        case .level(let key, let column, let stored, let should): "\(key.label): \(column) is \(stored), should be \(should)"
        case .fault(let fault): "clocks cannot be computed: \(fault)"
        }
    }
}

extension ClockKind {
    fileprivate var label: String {
        if case .handle(let agency) = self { "handle of \(agency)" } else { name }
    }
}

extension LevelEvent.Passing {
    fileprivate var label: String { "\(occurredAt) at \(agency)\(byReclassification ? " by reclassification" : "")" }
}

extension LevelEvent.Key {
    fileprivate var label: String { "\(level) of \(clock.label) of cycle \(cycle)" }
}
