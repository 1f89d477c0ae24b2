import Domain
import Foundation
import Services

extension FigureQuestion {
    /// What any question about figures may be put with.
    static let parameters: Set<String> = ["from", "to", "unit", "category", "agency", "basis", "units", "explain"]

    /// Reads a question; what is wrong is refused by `query.check()`.
    init(_ query: inout QueryParameters, today: CivilDate = .today) {
        self.init(period: query.period(today: today))
        basis = query.parse("basis", .unknownValue, FigureBasis.init) ?? basis
        era = query.parse("units", .unknownValue, UnitEra.init) ?? era
        unit = query.text("unit")
        category = query.text("category")
        agency = query.text("agency")
    }
}

extension QueryParameters {
    /// Whole days in Hanoi by `from` and `to`: the last full ones unless told, up to today where they begin there, and as many before where
    /// they end there.
    mutating func period(today: CivilDate) -> FigurePeriod {
        let (from, to) = (wholeDay("from"), wholeDay("to"))
        guard let from = from ?? to.map({ $0.adding(days: -FigurePeriod.standardDays) }) else {
            return FigurePeriod(endingBefore: today)
        }
        let period = FigurePeriod(from: from, to: to ?? max(today, from).adding(days: 1))
        if period == nil { refuse("to", .outOfRange) }
        return period ?? FigurePeriod(endingBefore: today)
    }

    /// A date, or the RFC 3339 time at which a day begins in Hanoi.
    private mutating func wholeDay(_ name: String) -> CivilDate? {
        parse(name, .timeInvalid) { text in
            // A "+" of an offset that was not encoded arrives as a space.
            CivilDate(text)
                ?? Instant(rfc3339: text.replacing(" ", with: "+")).flatMap { instant in
                    let day = HanoiDay(containing: instant)
                    return day.from == instant ? day.date : nil
                }
        }
    }

    /// `true` or `false`, which it is unless told.
    mutating func flag(_ name: String) -> Bool {
        parse(name, .unknownValue) { ["true": true, "false": false][$0] } ?? false
    }

    /// The instant at which an hour begins.
    mutating func hour() -> Instant? {
        let instant = instant("hour")
        if let instant, instant.secondsSince1970 % 3_600 != 0 { refuse("hour", .timeInvalid, saying: .fullHour) }
        return instant
    }

    /// An instant that is past, or now: nil.
    mutating func pastInstant(_ name: String, now: Instant) -> Instant? {
        let instant = instant(name)
        if let instant, instant > now { refuse(name, .inFuture) }
        return instant
    }
}

extension BilingualText {
    fileprivate static let fullHour = BilingualText(
        vi: "Cần lúc bắt đầu một giờ, ví dụ 2026-03-01T08:00:00+07:00.",
        en: "The beginning of an hour is needed, such as 2026-03-01T08:00:00+07:00."
    )
}
