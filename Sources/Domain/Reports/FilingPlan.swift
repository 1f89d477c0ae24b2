package import FoundationEssentials

/// What the database knew when a report came in.
package struct FilingFacts: Sendable {
    /// The database's clock: the instant of receipt.
    package let now: Instant
    /// nil without a pin, or before any boundaries are active.
    package let boundaryVersion: BoundaryVersionSummary?
    /// See `UnitLocation.resolve`.
    package let nearby: [NearbyUnit]

    package init(now: Instant, boundaryVersion: BoundaryVersionSummary?, nearby: [NearbyUnit]) {
        self.now = now
        self.boundaryVersion = boundaryVersion
        self.nearby = nearby
    }
}

/// Why a well-formed report is not taken.
package enum FilingRefusal: Error, Hashable, Sendable {
    /// More than 500 m outside every unit.
    case outsideArea
    /// The city has not set up what routing or clocks need: which part.
    case notConfigured(String)
}

/// A report with everything decided about it: who has it, and by when.
package struct FilingPlan: Sendable {
    package let id: UUID
    package let code: ReportCode
    package let receivedAt: Instant
    package let draft: ReportDraft
    package let routing: RoutingDecision
    package let policy: SLAPolicy
    package let calendarVersion: Int
    /// Every clock, those below and the desk's.
    package let clocks: ReportClocks
    package let acknowledge: ReportClock
    package let resolve: ReportClock

    /// Decides route and time limits. Pure: the same facts give the same plan, but for id and code. With a desk for practice the report is
    /// there, wherever its place is.
    package static func decide(
        _ draft: ReportDraft,
        facts: FilingFacts,
        catalog: ReferenceCatalog,
        id: UUID,
        code: ReportCode,
        practisedAt desk: Agency? = nil
    ) -> Result<FilingPlan, FilingRefusal> {
        let location: UnitLocation?
        if draft.pin != nil {
            guard let version = facts.boundaryVersion else { return .failure(.notConfigured("boundaries")) }
            location = UnitLocation.resolve(facts.nearby, accuracyM: draft.accuracyM, approximate: version.isApproximate)
            if location == nil { return .failure(.outsideArea) }
        } else {
            location = nil
        }
        let table = catalog.routing
        let routing =
            desk.map { table.decide(draft.category, at: location, by: facts.boundaryVersion, practisedAt: $0) }
            ?? table.decide(draft.category, at: location, by: facts.boundaryVersion)
        let subject = SLASubject(
            categoryPath: catalog.path(of: draft.category),
            severity: draft.treatment.severity,
            unit: routing.unit?.id
        )
        guard
            let policy = try? SLAPolicy.choose(from: catalog.policies, for: subject),
            let published = catalog.calendars[policy.calendarKey],
            let clocks = try? ReportClocks(filedAt: facts.now, holder: routing.agency.id, policy: policy.id, by: catalog.rules),
            let acknowledge = clocks.clock(.acknowledge), let resolve = clocks.clock(.resolve)
        else { return .failure(.notConfigured("working time")) }
        return .success(
            FilingPlan(
                id: id,
                code: code,
                receivedAt: facts.now,
                draft: draft,
                routing: routing,
                policy: policy,
                calendarVersion: published.version,
                clocks: clocks,
                acknowledge: acknowledge,
                resolve: resolve
            )
        )
    }
}
