package import Domain

/// What was counted of something in a period, and what there was at its end, or is now if that is to come; of a cohort what there is now.
package struct FigureSet: Hashable, Sendable {
    package internal(set) var tally = Tally()
    package internal(set) var open = 0
    package internal(set) var overdue = 0

    /// As somebody hears of it.
    func told(of subject: FigureSubject, to viewer: FigureViewer) -> FigureSet {
        guard viewer != .city, subject.agency == nil else { return self }
        var set = self
        set.tally = tally.outside
        return set
    }

    subscript(stock: FigureStock) -> Int {
        get { stock == .open ? open : overdue }
        set { if stock == .open { open = newValue } else { overdue = newValue } }
    }
}

/// Figures of a period and of as many days before.
package struct FigureSummary: Sendable {
    package let source: FigureSource
    package let subject: FigureSubject
    package let figures: FigureSet
    package let before: FigureSet
}

/// Figures of each object of a dimension.
package struct FigureTable: Sendable {
    package struct Row: Sendable {
        package let object: FigureRowObject
        package let figures: FigureSet
        package let before: FigureSet
        /// Its place by what is compared, from 1; nil where that is of too few.
        package let rank: Int?
        /// What is compared.
        package let share: Share
    }

    package let source: FigureSource
    package let subject: FigureSubject
    package let rows: [Row]
}

/// What a row is of.
package enum FigureRowObject: Sendable {
    /// nil: where it lies is not known.
    case unit(AdministrativeUnit?)
    /// nil: all that are never listed in public.
    case category(Category?)
    case agency(Agency)
    case severity(Severity)
    case channel(Channel)
}

/// Figures of each hour, day, week or month of a period.
package struct FigureTimeline: Sendable {
    /// How many values an answer may show: points times what is shown of each.
    package static let mostValues = 20_000

    package struct Point: Sendable {
        package let from: Instant
        package let to: Instant
        package let figures: FigureSet
    }

    package let source: FigureSource
    package let subject: FigureSubject
    package let points: [Point]
}

/// How long each point of a timeline is; raw values are sent.
package enum FigureInterval: String, Hashable, Sendable, CaseIterable {
    case hour
    case day
    /// From Monday.
    case week
    case month

    /// How many points a period is shown as.
    package func points(in period: FigurePeriod) -> Int { self == .hour ? period.days * 24 : cut(period).count }

    /// The stretches of days that a period is cut into: the first and the last may be shorter than others.
    func cut(_ period: FigurePeriod) -> [FigurePeriod] {
        var stretches: [FigurePeriod] = []
        var from = period.from
        while from < period.to {
            let to = min(next(after: from), period.to)
            guard let stretch = FigurePeriod(from: from, to: to) else { break }
            stretches.append(stretch)
            from = to
        }
        return stretches
    }

    private func next(after day: CivilDate) -> CivilDate {
        switch self {
        case .hour, .day: day.adding(days: 1)
        case .week: day.adding(days: 8 - day.weekday)
        case .month: CivilDate(year: day.month == 12 ? day.year + 1 : day.year, month: day.month % 12 + 1, day: 1) ?? day.adding(days: 31)
        }
    }
}
