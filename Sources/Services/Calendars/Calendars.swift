package import Domain
internal import FoundationEssentials
package import Store

/// What publishing a change of a calendar would do; nothing is changed by finding out.
package struct CalendarPreview: Sendable {
    /// The version that would follow.
    package let next: CalendarVersion
    /// How it may come into force, and what the checks say.
    package let review: CalendarReview
    /// What it would mean for reports; of none where the checks forbid it or no hours change.
    package let impact: CalendarImpact
    /// Whether all reports were looked at; false when time ran out.
    package let isComplete: Bool
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

    /// Publishes a change: at once where only days after today differ, else it is proposed for a second person to approve, which takes a
    /// reason. With `base` only on that version (`versionDiffers`). Throws `notFound`, `invalid`, and `approvalRefused` where another
    /// change of the calendar waits already; then nothing has changed.
    package func publish(
        _ change: CalendarChange,
        base: Int? = nil,
        by person: PrincipalName,
        reason: String? = nil
    ) async throws(ServiceError) -> CalendarPublication {
        let change = try change.checked()
        let reason = try Approvals.checked(reason, at: "/reason")
        let outcome = try await serving { () async throws(StoreError) in
            try await store.publish(change, base: base, by: person, reason: reason, id: .next())
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
    /// named. Within a time limit, if there is one, as many reports as it allows, those filed longest ago first. Throws as `publish`,
    /// and `busy` if reference data keep changing meanwhile.
    package func preview(
        _ change: CalendarChange,
        base: Int? = nil,
        listing: Int = 50,
        within limit: Duration? = nil
    ) async throws(ServiceError) -> CalendarPreview {
        let change = try change.checked()
        let (current, now) = try await show(change.calendar)
        if let base, base != current.number { throw .versionDiffers }
        let catalog = try await catalogs.newest()
        if let unit = change.unit, catalog.units[unit].map({ $0.validTo != nil }) ?? true {
            throw .invalid([FieldError("/unit", .unknownValue)])
        }
        let next = current.applying(change, by: nil, at: now)
        let review = CalendarReview(from: current, to: next, at: now)
        guard review.isFit, !review.days.isEmpty, let rules = try? catalog.rules.replacing(next) else {
            return CalendarPreview(next: next, review: review, impact: CalendarImpact(limit: listing), isComplete: true)
        }
        var impact = CalendarImpact(limit: listing)
        let end = limit.map { ContinuousClock.now + $0 }
        var last: UUID?
        repeat {
            let batch = try await serving { () async throws(StoreError) in
                try await impacts.compare(next, review, after: last, from: catalog, to: rules, at: now, limit: listing)
            }
            guard let batch else { throw .busy }
            impact.add(batch.impact)
            last = batch.last
        } while last != nil && end.map { .now < $0 } ?? true
        return CalendarPreview(next: next, review: review, impact: impact, isComplete: last == nil)
    }
}
