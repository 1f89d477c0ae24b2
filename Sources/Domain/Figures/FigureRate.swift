/// What is told as a share of something; raw values are sent.
package enum FigureRate: String, Hashable, Sendable, CaseIterable {
    /// Clocks to acknowledge that stopped in time, of those that stopped or ran out (R18).
    case onTimeAcknowledge = "on_time_acknowledge"
    /// The same of clocks to resolve.
    case onTimeResolve = "on_time_resolve"
    /// Clocks to resolve that were in time because they were given more of it, of the same.
    case `extension`
    /// Satisfied reporters, of those who rated.
    case satisfaction
    /// Unsatisfied ones.
    case dissatisfaction
    /// Solutions that were disputed.
    case dispute
    /// Reports that were open again, for each solution.
    case reopening
    /// Steps from desk to desk, for each report.
    case transfer
    /// Solutions with pictures.
    case evidence
    /// Reports a person has accepted, of those filed.
    case acknowledgement
    /// Solutions for each report filed.
    case resolution
    /// Refusals for each report filed.
    case refusal

    /// Of what was counted.
    package func share(of tally: Tally) -> Share {
        switch self {
        case .onTimeAcknowledge: Self.onTime(.acknowledge, tally)
        case .onTimeResolve: Self.onTime(.resolve, tally)
        case .extension: Share(tally[.metExtended], of: Self.onTime(.resolve, tally).denominator)
        case .satisfaction: Share(tally[.rated(.satisfied)], of: tally.total(.rated))
        case .dissatisfaction: Share(tally[.rated(.unsatisfied)], of: tally.total(.rated))
        case .dispute: Share(tally[.disputed], of: tally[.resolved])
        case .reopening: Share(tally[.reopened], of: tally[.resolved])
        case .transfer: Share(tally[.transferred], of: tally[.filed])
        case .evidence: Share(tally[.withEvidence], of: tally[.resolved])
        case .acknowledgement: Share(tally[.acknowledged], of: tally[.filed])
        case .resolution: Share(tally[.resolved], of: tally[.filed])
        case .refusal: Share(tally.total(.refused), of: tally[.filed])
        }
    }

    private static func onTime(_ clock: MeasuredClock, _ tally: Tally) -> Share {
        Share(tally[.met(clock)], of: tally[.met(clock)] + tally[.missed(clock)])
    }
}

/// A share with what it is made of.
package struct Share: Hashable, Sendable {
    /// Of fewer than so many nothing is concluded.
    package static let fewest = 20

    package let numerator: Int
    package let denominator: Int

    package init(_ numerator: Int, of denominator: Int) {
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    /// nil for 0/0. Of what happened in a period it may be above 1: what is solved was filed before.
    package var rate: Double? { denominator == 0 ? nil : Double(numerator) / Double(denominator) }

    /// Whether it is of too few to be compared.
    package var isSmall: Bool { denominator < Self.fewest }
}
