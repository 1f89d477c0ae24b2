/// A month, quarter or year that is reported on.
package struct ReportingPeriod: Hashable, Sendable {
    /// `2026-10`, `2026-Q4` or `2026`.
    package let name: String
    /// What lies in it.
    package let period: FigurePeriod

    /// Reads a name; nil for anything else, and for years outside this century.
    package init?(_ name: String) {
        guard PlainCode.isPlausible(name), name.utf8.count <= 7, name.hasPrefix("20"), let year = Int(name.prefix(4)) else { return nil }
        let (first, months): (Int?, Int)
        switch (name.utf8.count, name.dropFirst(4)) {
        case (4, _): (first, months) = (1, 12)
        case (7, let quarter) where quarter.hasPrefix("-Q"):
            (first, months) = (Int(quarter.dropFirst(2)).flatMap { (1...4).contains($0) ? 3 * $0 - 2 : nil }, 3)
        case (7, let month) where month.hasPrefix("-"): (first, months) = (Int(month.dropFirst()), 1)
        default: return nil
        }
        guard let first, let from = CivilDate(year: year, month: first, day: 1) else { return nil }
        let end = first + months
        guard let to = CivilDate(year: end > 12 ? year + 1 : year, month: end > 12 ? end - 12 : end, day: 1),
            let period = FigurePeriod(from: from, to: to)
        else { return nil }
        (self.name, self.period) = (name, period)
        // Signs and leading blanks are read by `Int`, too.
        guard name == canonical else { return nil }
    }

    private var canonical: String {
        switch period.days {
        case 365...: padded(period.from.year, to: 4)
        case 90...: "\(padded(period.from.year, to: 4))-Q\((period.from.month + 2) / 3)"
        default: String("\(period.from)".prefix(7))
        }
    }
}
