package import Domain
internal import FoundationEssentials
package import Store

/// Answers what is asked about figures: from memory, or from the database where memory does not tell things apart so far.
package struct Figures: Sendable {
    /// How often the database and the memory may differ in what they have counted before an answer is made of both.
    private static let attempts = 3

    /// What questions are answered from; somebody has to refresh it.
    package let board: FigureBoard
    let reader: FigureReader
    let facts: FigureFactReader
    let catalogs: CatalogCache

    /// `facts` reads with the service's rights.
    package init(board: FigureBoard, reader: FigureReader, facts: FigureFactReader, catalogs: CatalogCache) {
        self.board = board
        self.reader = reader
        self.facts = facts
        self.catalogs = catalogs
    }

    /// What answers that are given now are made of, or were at a position: with the question and the day it changes whenever they do. Throws
    /// `busy` until figures were read.
    package func edition(at position: FigurePosition? = nil) async throws(ServiceError) -> String {
        guard let position = position ?? board.position else { throw .busy }
        return "\(position.revision)-\(try await catalogs.current().epoch)"
    }

    /// What a question is about. Names that are not known are `invalid`, and those not for whoever asks.
    package func subject(_ question: FigureQuestion, for viewer: FigureViewer) async throws(ServiceError) -> FigureSubject {
        let catalog = try await catalogs.current()
        var scope = FigureScope()
        var errors: [FieldError] = []
        scope.era = question.era
        let district = try await district(question, catalog)
        let unit: AdministrativeUnit? = if district == nil, let name = question.unit { unit(name, catalog) } else { nil }
        scope.units = district.map { Set($0.units.map(\.id)) } ?? unit.map { [$0.id] }
        if question.unit != nil, scope.units == nil { errors.append(FieldError("unit", .unknownValue)) }
        let category = question.category.flatMap { PlainCode.isPlausible($0) ? catalog.category($0) : nil }
        scope.categories = category.map { Set(catalog.categoryIDs(named: $0.code)) }
        if question.category != nil, category == nil { errors.append(FieldError("category", .unknownValue)) }
        let agency = question.agency.flatMap(UUID.init(uuidString:)).flatMap { catalog.agencies[$0] }
        scope.agencies = agency.map { [$0.id] }
        if question.agency != nil, agency == nil { errors.append(FieldError("agency", .unknownValue)) }
        let unlisted = try category == nil || viewer == .city ? [] : hidden()
        if let category, viewer != .city, category.treatment?.sensitivity == .unlisted || unlisted.contains(category.id) {
            errors.append(FieldError("category", .staffOnly))
        }
        if let agency, viewer != .city, viewer != .desk(agency.id) { errors.append(FieldError("agency", .staffOnly)) }
        if !errors.isEmpty { throw .invalid(errors) }
        if viewer != .city, agency == nil, scope.units != nil || scope.categories != nil { scope.leavingOut = try hidden() }
        return FigureSubject(scope: scope, unit: unit, district: district, category: category, agency: agency)
    }

    /// Categories that are never listed in public.
    func hidden() throws(ServiceError) -> Set<UUID> { try board.ask { $0.unlisted }.answer }

    /// Figures of a period.
    package func summary(_ question: FigureQuestion, for viewer: FigureViewer) async throws(ServiceError) -> FigureSummary {
        let subject = try await subject(question, for: viewer)
        let (figures, before, position) = try await pair(.city, subject, subject.scope, question, viewer)
        return FigureSummary(
            position: position,
            subject: subject,
            figures: figures[nil] ?? FigureSet(),
            before: before[nil] ?? FigureSet()
        )
    }

    /// Figures of each object of a dimension, in its order, ranked by a rate: those of too few are not.
    package func table(
        _ dimension: FigureDimension,
        _ question: FigureQuestion,
        rankedBy rate: FigureRate,
        for viewer: FigureViewer
    ) async throws(ServiceError) -> FigureTable {
        var question = question
        if dimension == .agency, viewer != .city {
            guard case .desk(let own) = viewer else { throw .forbidden }
            question.agency = question.agency ?? Self.name(own)
        }
        let subject = try await subject(question, for: viewer)
        let catalog = try await catalogs.current()
        var scope = subject.scope
        // What is never listed in public stands in one row where rows are categories of all the city, and in none elsewhere.
        if viewer != .city, dimension == .unit { scope.leavingOut = try hidden() }
        let (figures, before, position) = try await pair(dimension, subject, scope, question, viewer)
        let folded = viewer == .city || dimension != .category ? [] : try hidden()
        let rows = FigureRows(dimension, catalog, scope, folded).rows(figures, before)
        return FigureTable(position: position, subject: subject, rows: Self.ranked(rows, by: rate))
    }

    private static func ranked(_ rows: [FigureRows.Row], by rate: FigureRate) -> [FigureTable.Row] {
        let shares = rows.map { rate.share(of: $0.figures.tally) }
        let compared = shares.filter { !$0.isSmall }.compactMap(\.rate)
        return zip(rows, shares).map { row, share in
            FigureTable.Row(
                object: row.object,
                figures: row.figures,
                before: row.before,
                rank: share.isSmall ? nil : share.rate.map { rate in 1 + compared.count { $0 > rate } },
                share: share
            )
        }
    }

    // MARK: - Counting

    /// By the id or name of an object; nil for all of the city, and for what is not known.
    typealias Sets = [String?: FigureSet]

    /// Figures of a period and of the one before it, as somebody is told them.
    private func pair(
        _ dimension: FigureDimension,
        _ subject: FigureSubject,
        _ scope: FigureScope,
        _ question: FigureQuestion,
        _ viewer: FigureViewer
    ) async throws(ServiceError) -> (figures: Sets, before: Sets, position: FigurePosition) {
        try await settled { () async throws(ServiceError) in
            let figures = try await sets(dimension, scope, question.basis, question.period)
            let before = try await sets(dimension, scope, question.basis, question.period.before)
            let isSettled = figures.isSettled && before.isSettled && figures.position == before.position
            func told(_ sets: Sets) -> Sets { sets.mapValues { $0.told(of: subject, to: viewer) } }
            return ((told(figures.sets), told(before.sets), before.position), isSettled)
        }
    }

    /// Works until memory and database have counted the same, or it has been tried often enough.
    func settled<Value>(
        _ work: () async throws(ServiceError) -> (value: Value, isSettled: Bool)
    ) async throws(ServiceError) -> Value {
        for _ in 1..<Self.attempts {
            let (value, isSettled) = try await work()
            if isSettled { return value }
            try await board.refresh()
        }
        return try await work().value
    }

    /// Figures of each object. Stocks are what there was at the period's end, or is now if that is to come; of a cohort what there is now.
    func sets(
        _ dimension: FigureDimension,
        _ scope: FigureScope,
        _ basis: FigureBasis,
        _ period: FigurePeriod
    ) async throws(ServiceError) -> (sets: Sets, position: FigurePosition, isSettled: Bool) {
        let days = period.dayNumbers
        let (held, position) = try board.ask { cube in
            (
                tallies: cube.tallies(by: dimension, scope, basis, days),
                stocks: FigureStock.allCases.compactMap { cube.stock($0, by: dimension, scope, basis, days) }
            )
        }
        var (sets, isSettled): (Sets, Bool) = ([:], true)
        for (id, tally) in held.tallies ?? [:] { sets[Self.name(id), default: FigureSet()].tally = tally }
        if held.tallies == nil || dimension != .city || !scope.isWhole {
            // Durations of all but the whole city are told apart by the database alone.
            let found = try await serving { () async throws(StoreError) in
                try await reader.tallies(by: dimension, scope, basis, days, durationsAlone: held.tallies != nil)
            }
            for (name, tally) in found.tallies { sets[name, default: FigureSet()].tally.add(tally) }
            isSettled = found.revision == position.revision
        }
        if held.stocks.count == FigureStock.allCases.count {
            for (stock, counts) in zip(FigureStock.allCases, held.stocks) {
                for (id, count) in counts { sets[Self.name(id), default: FigureSet()][stock] = count }
            }
        } else {
            let found = try await serving { () async throws(StoreError) in
                try await reader.moves(by: dimension, scope, basis, basis == .activity ? nil : days.lowerBound, before: days.upperBound)
            }
            for (name, tally) in found.tallies {
                for stock in FigureStock.allCases { sets[name, default: FigureSet()][stock] = tally[.entered(stock)] - tally[.left(stock)] }
            }
            isSettled = isSettled && found.revision == position.revision
        }
        return (sets, position, isSettled)
    }

    static func name(_ id: UUID?) -> String? { id?.uuidString.lowercased() }
}
