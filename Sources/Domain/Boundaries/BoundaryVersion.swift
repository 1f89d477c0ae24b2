package import FoundationEssentials

/// One set of unit boundaries: where it comes from, and whether it decides who is responsible.
package struct BoundaryVersion: Sendable, Equatable {
    /// Where a version stands on its way from import to retirement.
    package enum Status: String, Sendable, CaseIterable {
        /// Being put together; never seen outside the transaction that creates it.
        case draft
        /// Checked and in effect by its date: may be activated.
        case validated
        /// Checked, with a date of effect still to come.
        case scheduled
        /// The one version that reports are routed by.
        case active
        /// Was active; may be activated again as a way back.
        case retired
    }

    /// Random (version 4), so that a few digits tell versions apart.
    package let id: UUID
    /// What people call it.
    package let title: String
    /// The resolution or decision that drew the boundaries; nil for approximate ones.
    package let legalRef: String?
    /// Who published the file, and where it was got.
    package let source: String
    /// Computed from points and areas for want of official polygons: routing by it is never of high confidence.
    package let approximate: Bool
    /// The first day of effect, in Hanoi, as `YYYY-MM-DD`.
    package let effectiveFrom: String
    /// At most one version is active.
    package let status: Status
    /// When it was imported or computed.
    package let createdAt: Date
    /// Set for active and retired versions only; of the latest activation.
    package let activatedAt: Date?
    /// Set for retired versions only.
    package let retiredAt: Date?
    /// How many units have a polygon in it.
    package let units: Int

    /// A version as stored.
    package init(
        id: UUID,
        title: String,
        legalRef: String?,
        source: String,
        approximate: Bool,
        effectiveFrom: String,
        status: Status,
        createdAt: Date,
        activatedAt: Date?,
        retiredAt: Date?,
        units: Int
    ) {
        self.id = id
        self.title = title
        self.legalRef = legalRef
        self.source = source
        self.approximate = approximate
        self.effectiveFrom = effectiveFrom
        self.status = status
        self.createdAt = createdAt
        self.activatedAt = activatedAt
        self.retiredAt = retiredAt
        self.units = units
    }
}
