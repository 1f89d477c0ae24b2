import Domain
import JSON
import Services

/// What was asked, and what the answer is made of.
struct FigureHeadBody {
    let question: FigureQuestion
    let subject: FigureSubject
    let position: FigurePosition
    let language: Language
    /// Left out where an answer is not of a period.
    var hasPeriod = true

    func writeMembers(to json: inout JSONWriter) {
        if hasPeriod {
            json.member("from", question.period.start.rfc3339)
            json.member("to", question.period.end.rfc3339)
            json.member("basis", question.basis.rawValue)
        }
        json.member("units", question.era.rawValue)
        json.nullable("unit", subject.unit.map { UnitBody($0, language) })
        json.member("district", subject.district.map { DistrictBody(district: $0, language: language) })
        json.nullable("category", subject.category.map { ReportCategoryBody(code: $0.code, name: $0.name[language]) })
        json.nullable("agency", subject.agency.map { AgencyBody($0, language) })
        json.member("approximate", subject.district != nil)
        json.nullable("as_of", position.eventAt?.rfc3339)
        json.member("position", position.position)
    }
}

/// A former district and what it is made of.
private struct DistrictBody: JSONWritable {
    let district: FormerDistrict
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", district.code)
            json.member("name", district.name)
            json.array("units", district.units.map { UnitBody($0, language) })
        }
    }
}

/// A share of something.
struct ShareBody: JSONWritable {
    let share: Share

    init(_ share: Share) {
        self.share = share
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("numerator", share.numerator)
            json.member("denominator", share.denominator)
            json.nullable("rate", rate)
        }
    }

    /// With four decimals.
    private var rate: Double? { share.rate.map { ($0 * 10_000).rounded() / 10_000 } }

    /// For a table.
    var cell: String? { rate.map { "\($0)" } }
}

/// How long things took, in working hours.
struct WorkingHoursBody: JSONWritable {
    let histogram: Histogram

    init(_ histogram: Histogram) {
        self.histogram = histogram
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("count", histogram.total)
            json.nullable("median", hours(0.5))
            json.nullable("p90", hours(0.9))
            json.nullable("mean", histogram.mean.map(Self.rounded))
        }
    }

    func hours(_ share: Double) -> Double? { histogram.quantile(share).map(Self.rounded) }

    /// Seconds as hours with two decimals.
    static func rounded(_ seconds: Double) -> Double { (seconds / 36).rounded() / 100 }
}

/// Figures of something.
struct FigureSetBody {
    let figures: FigureSet
    let links: FigureLinks?
    let now: Instant

    func writeMembers(to json: inout JSONWriter) {
        let tally = figures.tally
        json.member("filed", tally[.filed])
        json.member("acknowledged", tally[.acknowledged])
        json.member("resolved", tally[.resolved])
        json.member("refused", ByCodeBody(tally, .refused))
        json.member("withdrawn", tally[.withdrawn])
        json.member("duplicate", tally[.duplicate])
        json.member("unmerged", tally[.unmerged])
        json.member("closed", tally[.closed])
        json.member("reopened", tally[.reopened])
        json.member("disputed", tally[.disputed])
        json.member("rated", ByCodeBody(tally, .rated))
        json.member("transferred", tally[.transferred])
        json.member("rerouted", tally[.rerouted])
        json.member("extended", tally[.extended])
        json.member("paused", tally[.paused])
        json.member("evidence_owed", tally[.evidenceOwed])
        json.member("with_evidence", tally[.withEvidence])
        json.member("flagged", tally[.flagged])
        json.member("burst", tally[.burst])
        json.member("cancelled", tally[.cancelled])
        json.member("voided", ByCodeBody(tally, .voided))
        json.member("open", figures.open)
        json.member("overdue", figures.overdue)
        json.dictionary("rates", FigureRate.allCases.map { ($0.rawValue, ShareBody($0.share(of: tally))) })
        json.member("hours_to_acknowledge", WorkingHoursBody(tally.durations(.acknowledge)))
        json.member("hours_to_resolve", WorkingHoursBody(tally.durations(.resolve)))
        if let links { json.dictionary("explain", explained(links)) }
    }

    /// For each measure where its reports are listed.
    private func explained(_ links: FigureLinks) -> [(String, String)] {
        Measure.allCases.filter(\.isListed).map { ($0.rawValue, links.link(to: $0.rawValue)) }
            + MeasureGroup.allCases.map { ($0.rawValue, links.link(to: $0.rawValue)) }
            + FigureStock.allCases.map { ($0.rawValue, links.link(to: $0, now: now)) }
    }
}

extension Measure {
    /// Whether it is told as such, and not as what there is of something.
    var isListed: Bool {
        switch self {
        case .entered, .left: false
        default: true
        }
    }
}

/// A sum with its parts, those that are 0 left out.
private struct ByCodeBody: JSONWritable {
    let tally: Tally
    let group: MeasureGroup

    init(_ tally: Tally, _ group: MeasureGroup) {
        (self.tally, self.group) = (tally, group)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("total", tally.total(group))
            json.dictionary("by_code", group.parts.map { ($0.code, tally[$0.measure]) }.filter { $0.1 != 0 })
        }
    }
}
