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

    /// Figures of each interval of a period. Hours are those that are kept: others are `invalid`.
    package func timeline(
        _ question: FigureQuestion,
        by interval: FigureInterval,
        for viewer: FigureViewer
    ) async throws(ServiceError) -> FigureTimeline {
        let subject = try await subject(question, for: viewer)
        if interval == .hour { return try await hours(question, subject, viewer) }
        let stretches = interval.cut(question.period)
        let (points, position) = try await settled { () async throws(ServiceError) in
            var (points, position): ([FigureTimeline.Point], FigurePosition)
            var isSettled = true
            let (held, heldAt) = try board.ask { cube in
                stretches.map { stretch in Self.set(cube, subject.scope, question.basis, stretch.dayNumbers) }
            }
            position = heldAt
            let sets: [FigureSet]
            if held.allSatisfy({ $0 != nil }) {
                sets = held.compactMap(\.self)
            } else {
                let found = try await days(question, subject.scope, stretches)
                (sets, isSettled) = (found.sets, found.revisions.allSatisfy { $0 == heldAt.revision })
            }
            points = zip(stretches, sets).map {
                FigureTimeline.Point(from: $0.start, to: $0.end, figures: $1.told(of: subject, to: viewer))
            }
            return ((points, position), isSettled)
        }
        return FigureTimeline(position: position, subject: subject, points: points)
    }

    private static func set(_ cube: borrowing FigureCube, _ scope: FigureScope, _ basis: FigureBasis, _ days: Range<Int>) -> FigureSet? {
        guard let tallies = cube.tallies(by: .city, scope, basis, days) else { return nil }
        var set = FigureSet()
        set.tally = tallies[nil] ?? Tally()
        for stock in FigureStock.allCases {
            guard let counts = cube.stock(stock, by: .city, scope, basis, days) else { return nil }
            set[stock] = counts.values.reduce(0, +)
        }
        return set
    }

    private func days(
        _ question: FigureQuestion,
        _ scope: FigureScope,
        _ stretches: [FigurePeriod]
    ) async throws(ServiceError) -> (sets: [FigureSet], revisions: [Int64]) {
        let (first, period) = (question.period.dayNumbers.lowerBound, question.period.dayNumbers)
        let before = try await serving { () async throws(StoreError) in
            try await reader.moves(by: .city, scope, question.basis, nil, before: first)
        }
        let days = try await serving { () async throws(StoreError) in try await reader.days(scope, question.basis, period) }
        var moves = before.tallies[nil] ?? Tally()
        let sets = stretches.map { stretch in
            var set = FigureSet()
            for day in stretch.dayNumbers { if let tally = days.tallies[day] { set.tally.add(tally) } }
            moves.add(set.tally)
            let counted = question.basis == .activity ? moves : set.tally
            for stock in FigureStock.allCases { set[stock] = counted[.entered(stock)] - counted[.left(stock)] }
            return set
        }
        return (sets, [before.revision, days.revision])
    }

    private func hours(
        _ question: FigureQuestion,
        _ subject: FigureSubject,
        _ viewer: FigureViewer
    ) async throws(ServiceError) -> FigureTimeline {
        guard question.basis == .activity else { throw .invalid([FieldError("basis", .unknownValue)]) }
        guard let position = board.position else { throw .busy }
        let (from, to) = (question.period.start, question.period.end)
        guard from >= position.hoursFrom else { throw .invalid([FieldError("from", .outOfRange)]) }
        let first = question.period.dayNumbers.lowerBound
        let scope = subject.scope
        let points = try await settled { () async throws(ServiceError) in
            let before = try await serving { () async throws(StoreError) in
                try await reader.moves(by: .city, scope, .activity, nil, before: first)
            }
            let hours = try await serving { () async throws(StoreError) in try await reader.hours(scope, from: from, to: to) }
            var moves = before.tallies[nil] ?? Tally()
            let points = stride(from: from.secondsSince1970, to: to.secondsSince1970, by: 3_600).map { seconds in
                let hour = Instant(secondsSince1970: seconds)
                var set = FigureSet()
                set.tally = hours.tallies[hour] ?? Tally()
                moves.add(set.tally)
                for stock in FigureStock.allCases { set[stock] = moves[.entered(stock)] - moves[.left(stock)] }
                return FigureTimeline.Point(from: hour, to: hour.adding(seconds: 3_600), figures: set.told(of: subject, to: viewer))
            }
            return (points, before.revision == hours.revision)
        }
        return FigureTimeline(position: position, subject: subject, points: points)
    }
}
