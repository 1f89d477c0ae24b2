package import Domain
package import FoundationEssentials
internal import Store

/// What was open at an instant.
package struct Backlog: Sendable {
    /// Days since the filing from which on an age counts, in order.
    package static let ages = [0, 1, 3, 7, 14, 30, 60, 90]
    /// Percents of the time to resolve.
    package static let shares = FigureSpan.shares
    /// Reports that are named.
    package static let worst = 20

    package let source: FigureSource
    package let subject: FigureSubject
    package let at: Instant
    package let rows: [BacklogRow]
    /// When the one that waits longest was filed; nil without any.
    package let oldest: Instant?
    /// Those that are overdue longest of those that may be seen, with what their units, categories and desks are; nil for who may not know of
    /// reports.
    package let worst: [NamedReport]?
    /// By id.
    package let units: [UUID: AdministrativeUnit]
}

/// A report behind figures, with what it names.
package struct NamedReport: Sendable {
    package let code: String
    package let filedAt: Instant
    package let status: ReportStatus
    /// When it counted, or since when it is overdue.
    package let at: Instant?
    /// Of a duration, working seconds.
    package let seconds: Int64?
    package let unit: AdministrativeUnit?
    package let category: Category?
    package let agency: Agency?

    init(_ fact: FigureFact, _ catalog: ReferenceCatalog) {
        (code, filedAt, status, at, seconds) = (fact.code, fact.filedAt, fact.status, fact.at, fact.seconds)
        unit = fact.unit.flatMap { catalog.units[$0] }
        category = catalog.anyCategory(fact.category)
        agency = catalog.agencies[fact.agency]
    }

    init(_ report: BacklogReport, _ catalog: ReferenceCatalog) {
        (code, filedAt, status, at, seconds) = (report.code, report.filedAt, report.status, report.overdueSince, nil)
        unit = report.unit.flatMap { catalog.units[$0] }
        category = catalog.anyCategory(report.category)
        agency = catalog.agencies[report.agency]
    }
}

/// Reports behind a figure.
package struct ReportsBehind: Sendable {
    package let reports: [NamedReport]
    /// Where the next page begins; nil after the last.
    package let next: FigureFact.Place?
}

/// What reports are behind: something counted in a period, or what there was at an instant.
package enum FigureName: Hashable, Sendable {
    case measures([Measure])
    /// nil: what there is now.
    case stock(FigureStock, at: Instant?)

    /// By the name of a measure, of a group of them or of a stock.
    package init?(_ text: String, at: Instant?) {
        if let stock = FigureStock(rawValue: text) {
            self = .stock(stock, at: at)
        } else if let group = MeasureGroup(rawValue: text) {
            self = .measures(group.measures)
        } else if let measure = Measure(rawValue: text) {
            self = .measures([measure])
        } else {
            return nil
        }
    }
}

extension Figures {
    /// What was open at an instant, or is; `now` is the present one.
    package func backlog(
        at past: Instant?,
        now: Instant,
        _ question: FigureQuestion,
        for principal: StaffPrincipal?
    ) async throws(ServiceError) -> Backlog {
        let viewer = FigureViewer(principal)
        let held = try board.held()
        let subject = try await subject(question, held, for: viewer)
        let catalog = try await catalogs.current()
        let sight = viewer == .city || subject.agency != nil ? principal.map { FigureSight($0, catalog) } : nil
        var scope = subject.scope
        // Units are told apart here.
        if viewer != .city, subject.agency == nil { scope.leavingOut = held.cube.unlisted }
        let asked = scope
        let reading = try await serving { () async throws(StoreError) in
            try await facts.backlog(at: past, now: now, asked, ages: Backlog.ages, worst: Backlog.worst, seen: sight)
        }
        // Of what was just read: it may be of units and desks that came into being since.
        let names = try await catalogs.newest()
        return Backlog(
            source: held.source(at: reading.position),
            subject: subject,
            at: past ?? now,
            rows: reading.rows,
            oldest: reading.oldest,
            worst: sight == nil ? nil : reading.worst.map { NamedReport($0, names) },
            units: names.units
        )
    }

    /// The reports behind a figure, or behind what of it was counted in an hour, of those that somebody may see. Who sees a desk's figures alone
    /// is told of those alone; others are `forbidden`.
    package func reports(
        behind name: FigureName,
        now: Instant,
        _ question: FigureQuestion,
        inHour hour: Instant? = nil,
        after place: FigureFact.Place?,
        limit: Int,
        for principal: StaffPrincipal
    ) async throws(ServiceError) -> ReportsBehind {
        let viewer = FigureViewer(principal)
        var question = question
        switch viewer {
        case .anybody: throw .forbidden
        case .desk(let own): question.agency = question.agency ?? Self.name(own)
        case .city: break
        }
        let (subject, catalog) = (try await subject(question, try board.held(), for: viewer), try await catalogs.current())
        let (asked, sight) = (question, FigureSight(principal, catalog))
        // One more than asked for tells whether there is a next page.
        let found = try await serving { () async throws(StoreError) in
            switch name {
            case .measures(let measures):
                try await facts.facts(
                    of: measures,
                    subject.scope,
                    asked.basis,
                    asked.period,
                    inHour: hour,
                    seen: sight,
                    after: place,
                    limit: limit + 1
                )
            case .stock(let stock, let past):
                try await facts.reports(
                    in: stock,
                    at: past,
                    now: now,
                    filedIn: asked.basis == .cohort ? asked.period : nil,
                    subject.scope,
                    seen: sight,
                    after: place,
                    limit: limit + 1
                )
            }
        }
        let page = found.prefix(limit)
        let names = try await catalogs.newest()
        return ReportsBehind(
            reports: page.map { NamedReport($0, names) },
            next: found.count > limit ? page.last?.place : nil
        )
    }

    /// Places where the same was reported again and again in the days before an instant. They are read as they are when asked for: what
    /// they are made of is at least what figures were then, as far as that can be told.
    package func sites(
        before now: Instant,
        _ question: FigureQuestion,
        limit: Int
    ) async throws(ServiceError) -> (sites: [RepeatSite], catalog: ReferenceCatalog, edition: String?) {
        let held = try board.held()
        // What is never listed has no place that the public knows.
        let scope = try await subject(question, held, for: .city).scope
        let (revision, sites) = try await serving { () async throws(StoreError) in
            try await reader.sites(before: now, scope, limit: limit)
        }
        return (sites, try await catalogs.newest(), revision < held.position.revision ? nil : held.source.edition)
    }
}
