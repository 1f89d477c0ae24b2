internal import Domain
internal import FoundationEssentials
internal import Store

extension Figures {
    /// A unit by an id or code; of several eras the one there is today.
    func unit(_ name: String, _ catalog: ReferenceCatalog) -> AdministrativeUnit? {
        guard PlainCode.isPlausible(name) else { return nil }
        let units = catalog.unitIDs(named: name).compactMap { catalog.units[$0] }
        return units.first { $0.validTo == nil } ?? units.max { $0.validFrom < $1.validFrom }
    }

    /// A former district, if that is what is named.
    func district(_ question: FigureQuestion, _ catalog: ReferenceCatalog) async throws(ServiceError) -> FormerDistrict? {
        guard let name = question.unit, PlainCode.isPlausible(name), name.hasPrefix("district:") else { return nil }
        let code = String(name.dropFirst("district:".count))
        let found = try await serving { () async throws(StoreError) in try await reader.units(ofDistrict: code, question.era) }
        return found.map { name, ids in
            FormerDistrict(code: code, name: name, units: ids.compactMap { catalog.units[$0] }.sorted { $0.code < $1.code })
        }
    }

    /// Figures of each interval of a period. Hours are those that are kept, until tomorrow: others are `invalid`.
    package func timeline(
        _ question: FigureQuestion,
        by interval: FigureInterval,
        for viewer: FigureViewer
    ) async throws(ServiceError) -> FigureTimeline {
        let held = try board.held()
        let subject = try await subject(question, held, for: viewer)
        if interval == .hour { return try await hours(question, subject, held, viewer) }
        let stretches = interval.cut(question.period)
        let lookup = FigureLookup(
            dimension: .city,
            scope: subject.scope,
            basis: question.basis,
            stretches: stretches.map(\.dayNumbers)
        )
        let (sets, source) = try await found(lookup, held)
        let points = zip(stretches, sets).map { stretch, sets in
            FigureTimeline.Point(from: stretch.start, to: stretch.end, figures: (sets[nil] ?? FigureSet()).told(of: subject, to: viewer))
        }
        return FigureTimeline(source: source, subject: subject, points: points)
    }

    private func hours(
        _ question: FigureQuestion,
        _ subject: FigureSubject,
        _ held: HeldFigures,
        _ viewer: FigureViewer
    ) async throws(ServiceError) -> FigureTimeline {
        guard question.basis == .activity else { throw .invalid([FieldError("basis", .unknownValue)]) }
        let (scope, period) = (subject.scope, question.period)
        let firstDay = period.dayNumbers.lowerBound
        let tellsStocks = held.cube.tells(.city, scope) && firstDay >= held.cube.days.lowerBound
        var queries = [FigureQuery.hours(scope, from: period.start, to: period.end)]
        if !tellsStocks { queries.append(.moves(by: .city, scope, .activity, before: firstDay)) }
        let (cube, answers, source) = try await answers(to: queries, held)
        guard period.start >= source.position.hoursFrom else { throw .invalid([FieldError("from", .outOfRange)]) }
        var moves =
            (tellsStocks ? cube.moves(by: .city, scope, .activity, before: firstDay)[nil] : answers[1][nil]) ?? Tally()
        let points = stride(from: period.start.secondsSince1970, to: period.end.secondsSince1970, by: 3_600).map { seconds in
            let tally = answers[0]["\(seconds)"] ?? Tally()
            moves.add(tally)
            let (from, set) = (Instant(secondsSince1970: seconds), FigureSet(tally, moves: moves))
            return FigureTimeline.Point(from: from, to: from.adding(seconds: 3_600), figures: set.told(of: subject, to: viewer))
        }
        return FigureTimeline(source: source, subject: subject, points: points)
    }
}
