package import Domain
package import FoundationEssentials
package import Store

/// What publishing a change of a calendar would do; nothing is changed by finding out.
package struct CalendarPreview: Sendable {
    /// The version that would follow.
    package let next: CalendarVersion
    /// How it may come into force, and what the checks say.
    package let review: CalendarReview
    /// What it would mean for reports; of none where the checks forbid it or no hours change.
    package let impact: CalendarImpact
    /// Reports that were not looked at when time ran out, of those there may be something to say about.
    package let unseen: (open: Int, closed: Int)
    /// Every desk there is, by id.
    package let agencies: [UUID: Agency]

    /// Whether all reports were looked at.
    package var isComplete: Bool { unseen == (0, 0) }
}

/// A calendar as people look at it.
package struct CalendarPage: Sendable {
    /// Its newest version.
    package let version: CalendarVersion
    /// The unit whose hours are asked for; nil: the city's.
    package let unit: AdministrativeUnit?
    /// Every unit that does something differently, by code.
    package let units: [AdministrativeUnit]
    /// Of the reference data.
    package let epoch: Int

    /// What that unit does differently; nil for the city.
    package var own: CalendarOverlay? { unit.map { version.overlays[$0.id] ?? CalendarOverlay() } }
}

/// Working calendars: to look at, and their next versions.
package struct Calendars: Sendable {
    private let store: CalendarStore
    private let impacts: ImpactStore
    private let catalogs: CatalogCache

    package init(store: CalendarStore, impacts: ImpactStore, catalogs: CatalogCache) {
        self.store = store
        self.impacts = impacts
        self.catalogs = catalogs
    }

    /// The newest version of every calendar, by code.
    package func list() async throws(ServiceError) -> [CalendarVersion] {
        try await serving { () async throws(StoreError) in try await store.list() }
    }

    /// The newest version of a calendar, and the clock it is looked at. Throws `notFound`.
    package func show(_ code: String) async throws(ServiceError) -> (version: CalendarVersion, now: Instant) {
        // What cannot be a code is not asked for.
        guard PlainCode.isPlausible(code) else { throw .notFound }
        let found = try await serving { () async throws(StoreError) in try await store.newest(code) }
        guard let found else { throw .notFound }
        return found
    }

    /// The same with the units it names. Throws `notFound`, and `invalid` for a unit there is none of.
    package func page(_ code: String, unit: UUID? = nil) async throws(ServiceError) -> CalendarPage {
        let version = try await show(code).version
        let catalog = try await catalogs.newest()
        let named = unit.flatMap { catalog.units[$0] }
        if unit != nil, named == nil { throw .invalid([FieldError("unit", .unknownValue)]) }
        let units = version.overlays.keys.compactMap { catalog.units[$0] }.sorted { $0.code < $1.code }
        return CalendarPage(version: version, unit: named, units: units, epoch: catalog.epoch)
    }

    /// Publishes a change: at once where only days after today differ, else it is proposed for a second person to approve, which takes a
    /// reason. With `expecting` only on one of those versions (`versionDiffers`). Throws `notFound`, `invalid`, and `approvalRefused` where another
    /// change of the calendar waits already; then nothing has changed.
    package func publish(
        _ change: CalendarChange,
        expecting versions: Set<Int>? = nil,
        by editor: Editor,
        reason: String? = nil
    ) async throws(ServiceError) -> CalendarPublication {
        let change = try change.checked()
        let reason = try Approvals.checked(reason, at: "/reason")
        let outcome = try await serving { () async throws(StoreError) in
            try await store.publish(change, expecting: versions, by: editor, reason: reason, id: .next())
        }
        switch outcome {
        case .success(let publication): return publication
        case .failure(.unknownCalendar): throw .notFound
        case .failure(.unknownUnit): throw .invalid([FieldError("/unit", .unknownValue)])
        case .failure(.outdated): throw .versionDiffers
        case .failure(.reasonMissing): throw .invalid([FieldError("/reason", .required)])
        case .failure(.pending): throw .approvalRefused(.pending)
        }
    }

    /// What publishing a change would do to every report, counted in batches by the rules it would bring; `listing` bounds the clocks
    /// named. Within a time limit, if there is one, as many reports as it allows: the open ones first, and the newest of them. Throws as
    /// `publish`, and `busy` if reference data keep changing meanwhile.
    package func preview(
        _ change: CalendarChange,
        expecting versions: Set<Int>? = nil,
        listing: Int = 50,
        within limit: Duration? = nil
    ) async throws(ServiceError) -> CalendarPreview {
        let change = try change.checked()
        let (current, now) = try await show(change.calendar)
        if let versions, !versions.contains(current.number) { throw .versionDiffers }
        let catalog = try await catalogs.newest()
        if let unit = change.unit, catalog.units[unit].map({ $0.validTo != nil }) ?? true {
            throw .invalid([FieldError("/unit", .unknownValue)])
        }
        let next = current.applying(change, by: nil, at: now)
        let review = CalendarReview(from: current, to: next, at: now)
        var impact = CalendarImpact(limit: listing)
        var unseen = (open: 0, closed: 0)
        if review.isFit, !review.days.isEmpty, let rules = try? catalog.rules.replacing(next) {
            let end = limit.map { ContinuousClock.now + $0 }
            /// How many are left when time has run out.
            func look(at part: ImpactPart) async throws(ServiceError) -> Int {
                var last: UUID?
                while end.map({ .now < $0 }) ?? true {
                    let batch = try await serving { () async throws(StoreError) in
                        try await impacts.compare(next, review, part, before: last, from: catalog, to: rules, at: now, limit: listing)
                    }
                    guard let batch else { throw .busy }
                    impact.add(batch.impact)
                    guard let reached = batch.last else { return 0 }
                    last = reached
                }
                return try await serving { () async throws(StoreError) in try await impacts.count(part, before: last) }
            }
            unseen.open = try await look(at: .open)
            if review.corrected != nil { unseen.closed = try await look(at: .closed) }
        }
        return CalendarPreview(next: next, review: review, impact: impact, unseen: unseen, agencies: catalog.agencies)
    }
}
