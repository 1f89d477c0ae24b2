package import FoundationEssentials

/// What the city looks at again each month.
package struct ReviewedMonth: Hashable, Sendable {
    package let from: Instant
    package let to: Instant

    /// `2026-11`, a month of this century in Hanoi; nil for anything else.
    package init?(_ text: String) {
        guard text.utf8.count == 7, text.hasPrefix("20"), let first = CivilDate("\(text)-01") else { return nil }
        let next =
            first.month == 12
            ? CivilDate(year: first.year + 1, month: 1, day: 1) : CivilDate(year: first.year, month: first.month + 1, day: 1)
        guard let next else { return nil }
        (from, to) = (HanoiDay(first).from, HanoiDay(next).from)
    }
}

/// Something that happened to a report and is looked at again.
package struct ReviewItem: Sendable {
    /// Why; raw values are sent.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The reporter is not satisfied with what was done.
        case unsatisfied
        /// The reporter disputes what was done.
        case disputed
        /// The public is not shown what was reported.
        case withheld
        /// Refused, and drawn for the sample.
        case refused
    }

    /// Where it stands in the list.
    package struct Place: Hashable, Sendable {
        package let at: Instant
        package let report: UUID
        package let seq: Int

        package init(at: Instant, report: UUID, seq: Int) {
            self.at = at
            self.report = report
            self.seq = seq
        }
    }

    package let kind: Kind
    package let place: Place
    package let code: String
    package let status: ReportStatus
    package let categoryCode: String
    package let categoryName: BilingualText
    package let unit: AdministrativeUnit?
    /// The desk that had it before: what it has answered is what is looked at.
    package let agency: Agency
    /// Of a refusal.
    package let refusal: RefusalCode?

    package init(
        kind: Kind,
        place: Place,
        code: String,
        status: ReportStatus,
        category: (code: String, name: BilingualText),
        unit: AdministrativeUnit?,
        agency: Agency,
        refusal: RefusalCode?
    ) {
        self.kind = kind
        self.place = place
        self.code = code
        self.status = status
        categoryCode = category.code
        categoryName = category.name
        self.unit = unit
        self.agency = agency
        self.refusal = refusal
    }
}

/// How much there is to be looked at.
package struct ReviewCounts: Hashable, Sendable {
    /// Of refusals one in so many is drawn, and at least `fewestDrawn`.
    package static let oneIn = 10
    package static let fewestDrawn = 20

    package let unsatisfied: Int
    package let disputed: Int
    package let withheld: Int
    /// All of them.
    package let refused: Int

    package init(unsatisfied: Int, disputed: Int, withheld: Int, refused: Int) {
        self.unsatisfied = unsatisfied
        self.disputed = disputed
        self.withheld = withheld
        self.refused = refused
    }

    /// The refusals that are drawn.
    package var drawn: Int { min(refused, max(Self.fewestDrawn, (refused + Self.oneIn - 1) / Self.oneIn)) }
}
