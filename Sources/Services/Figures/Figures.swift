package import Domain
internal import FoundationEssentials
package import Store

/// Answers what is asked about figures: from memory, or from the database where memory does not tell things apart so far.
package struct Figures: Sendable {
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

    /// What answers that are given now are made of: with the question and the day it changes whenever they do. Throws `busy` until figures
    /// were read.
    package func edition() throws(ServiceError) -> String? { try board.held().source.edition }

    /// What the names in figures are: no older than the reference tables these are told by. An answer whose tag named those and that left a
    /// new unit out would be the current one until something else is counted.
    func catalog(of held: HeldFigures) async throws(ServiceError) -> ReferenceCatalog {
        let current = try await catalogs.current()
        return current.epoch == held.epoch ? current : try await catalogs.newest()
    }

    /// What a question is about. Names that are not known are `invalid`, and those not for whoever asks.
    func subject(_ question: FigureQuestion, _ held: HeldFigures, for viewer: FigureViewer) async throws(ServiceError) -> FigureSubject {
        let catalog = try await catalog(of: held)
        let hidden = held.cube.unlisted
        var scope = FigureScope()
        var errors: [FieldError] = []
        scope.era = question.era
        scope.isOfUnknownUnit = question.unit == FigureQuestion.unknownUnit
        let district = try await district(question, catalog)
        let unit: AdministrativeUnit? = if district == nil, let name = question.unit { unit(name, catalog) } else { nil }
        scope.units = district.map { Set($0.units.map(\.id)) } ?? unit.map { [$0.id] }
        if question.unit != nil, scope.units == nil, !scope.isOfUnknownUnit { errors.append(FieldError("unit", .unknownValue)) }
        let category = question.category.flatMap { PlainCode.isPlausible($0) ? catalog.anyCategory($0) : nil }
        scope.categories = category.map { Set(catalog.allCategoryIDs(in: $0)) }
        if question.category != nil, category == nil { errors.append(FieldError("category", .unknownValue)) }
        let agency = question.agency.flatMap(UUID.init(uuidString:)).flatMap { catalog.agencies[$0] }
        scope.agencies = agency.map { [$0.id] }
        if question.agency != nil, agency == nil { errors.append(FieldError("agency", .unknownValue)) }
        (scope.severity, scope.channel) = (question.severity, question.channel)
        if let category, viewer != .city, category.treatment?.sensitivity == .unlisted || hidden.contains(category.id) {
            errors.append(FieldError("category", .staffOnly))
        }
        if let agency, viewer != .city, viewer != .desk(agency.id) { errors.append(FieldError("agency", .staffOnly)) }
        if !errors.isEmpty { throw .invalid(errors) }
        if viewer != .city, agency == nil, !scope.isWhole { scope.leavingOut = hidden }
        return FigureSubject(scope: scope, unit: unit, district: district, category: category, agency: agency)
    }

    /// Figures of a period.
    package func summary(_ question: FigureQuestion, for viewer: FigureViewer) async throws(ServiceError) -> FigureSummary {
        let held = try board.held()
        let subject = try await subject(question, held, for: viewer)
        let (figures, before, source) = try await pair(.city, subject, subject.scope, question, held, viewer)
        return FigureSummary(
            source: source,
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
        let held = try board.held()
        let subject = try await subject(question, held, for: viewer)
        let catalog = try await catalog(of: held)
        var scope = subject.scope
        // What is never listed in public stands in one row where rows are categories of all the city, and in none elsewhere.
        if viewer != .city, dimension == .unit { scope.leavingOut = held.cube.unlisted }
        let (figures, before, source) = try await pair(dimension, subject, scope, question, held, viewer)
        let folded = viewer == .city || dimension != .category ? [] : held.cube.unlisted
        let rows = FigureRows(dimension, catalog, scope, folded).rows(figures, before)
        return FigureTable(source: source, subject: subject, rows: Self.ranked(rows, by: rate))
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

    typealias Sets = FigureLookup.Sets

    /// Figures of a period and of the one before it, as somebody is told them.
    private func pair(
        _ dimension: FigureDimension,
        _ subject: FigureSubject,
        _ scope: FigureScope,
        _ question: FigureQuestion,
        _ held: HeldFigures,
        _ viewer: FigureViewer
    ) async throws(ServiceError) -> (figures: Sets, before: Sets, source: FigureSource) {
        let stretches = [question.period.before.dayNumbers, question.period.dayNumbers]
        let lookup = FigureLookup(dimension: dimension, scope: scope, basis: question.basis, stretches: stretches)
        let found = try await found(lookup, held)
        let told = found.sets.map { sets in sets.mapValues { $0.told(of: subject, to: viewer) } }
        return (told[1], told[0], found.source)
    }

    /// Figures of each stretch.
    func found(_ lookup: FigureLookup, _ held: HeldFigures) async throws(ServiceError) -> (sets: [Sets], source: FigureSource) {
        let (cube, answers, source) = try await answers(to: lookup.queries(held.cube), held)
        return (lookup.sets(cube, answers), source)
    }

    /// What the database says, with what memory holds as of the same moment.
    func answers(
        to queries: [FigureQuery],
        _ held: HeldFigures
    ) async throws(ServiceError) -> (cube: FigureCube, answers: [[String?: Tally]], source: FigureSource) {
        guard !queries.isEmpty else { return (held.cube, [], held.source) }
        let (reading, answers) = try await serving { () async throws(StoreError) in
            try await reader.answers(to: queries, since: held.holding)
        }
        let source = reading.map { held.source(at: $0.position) } ?? FigureSource(position: held.position, edition: nil)
        guard let reading, source.edition != nil else { return (held.cube, answers, source) }
        let newer = held.applying(reading, epoch: held.epoch)
        board.replace(held, by: newer)
        return (newer.cube, answers, source)
    }

    static func name(_ id: UUID?) -> String? { id?.uuidString.lowercased() }
}
