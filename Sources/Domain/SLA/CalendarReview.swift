package import FoundationEssentials

/// What publishing a version after another would mean: the city's calendar and every unit's variant of it looked at.
package struct CalendarReview: Hashable, Sendable {
    /// How the version may come into force (R15).
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// It says the same.
        case unchanged
        /// Names and decisions change, no hours: no clock moves.
        case wording
        /// Hours change after the day of publication only: at once.
        case futureDated = "future_dated"
        /// Days already counted change: with a reason, and a second person's approval.
        case correction
    }

    /// Something the checks found.
    package struct Finding: Hashable, Sendable {
        /// The unit in whose variant alone it was found; nil: in the city's calendar.
        package let unit: UUID?
        /// What.
        package let finding: CalendarFinding
    }

    /// How it may come into force.
    package let kind: Kind
    /// The city's first, then by unit; what a variant has from the city stands once.
    package let findings: [Finding]
    /// Days whose hours change, for the city or any unit, in order.
    package let days: [CivilDate]
    /// From the beginning of the first changed day already counted to the end of the last; nil when there are none.
    package let corrected: Range<Instant>?
    /// The only unit concerned; nil: the city's hours change, or several units'.
    package let unit: UUID?

    /// Whether the checks allow publication.
    package var isFit: Bool { !findings.contains { $0.finding.isError } }

    /// Compares and checks, as of an instant.
    package init(from older: CalendarVersion, to newer: CalendarVersion, at now: Instant) {
        findings = Self.findings(newer, after: older.definition.lastDay, at: now)
        // Eight thousand years are refused before their days are walked.
        let comparisons = newer.definition.structuralFindings().isEmpty ? Self.comparisons(older, newer) : []
        days = Set(comparisons.flatMap { $0.comparison.days.map(\.date) }).sorted()
        corrected = Self.corrected(days, by: newer.definition.utcOffsetSeconds, at: now)
        let concerned = comparisons.filter { !$0.comparison.days.isEmpty }.map(\.unit)
        unit = concerned.count == 1 ? concerned[0] : nil
        let kinds = comparisons.map { $0.comparison.kind(publishedAt: now) }
        if kinds.contains(.correction) {
            kind = .correction
        } else if kinds.contains(.futureDated) {
            kind = .futureDated
        } else {
            kind = older.says(sameAs: newer) ? .unchanged : .wording
        }
    }

    private static func comparisons(
        _ older: CalendarVersion,
        _ newer: CalendarVersion
    ) -> [(unit: UUID?, comparison: CalendarComparison)] {
        let units = Set(older.overlays.keys).union(newer.overlays.keys).sorted()
        return ([nil] + units).map { unit in
            (unit, CalendarComparison(from: older.definition(for: unit), to: newer.definition(for: unit)))
        }
    }

    private static func findings(_ version: CalendarVersion, after last: CivilDate, at now: Instant) -> [Finding] {
        let city = version.definition.publishFindings(at: now, after: last)
        let own = version.overlays.keys.sorted().flatMap { unit in
            version.definition(for: unit).publishFindings(at: now, after: last)
                .filter { !city.contains($0) }
                .map { Finding(unit: unit, finding: $0) }
        }
        return city.map { Finding(unit: nil, finding: $0) } + own
    }

    private static func corrected(_ days: [CivilDate], by offset: Int, at now: Instant) -> Range<Instant>? {
        let today = CivilDate(at: now, utcOffsetSeconds: offset)
        guard let first = days.first, let last = days.last(where: { $0 <= today }) else { return nil }
        return first.midnight(utcOffsetSeconds: offset)..<last.adding(days: 1).midnight(utcOffsetSeconds: offset)
    }
}

extension CalendarVersion {
    fileprivate func says(sameAs other: CalendarVersion) -> Bool {
        definition == other.definition && overlays == other.overlays && nameEn == other.nameEn && source == other.source
    }
}
