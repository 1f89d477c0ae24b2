package import FoundationEssentials

/// How grave a report is; raw values are stored and sent.
package enum Severity: String, Hashable, Sendable, CaseIterable {
    /// Disaster, epidemic, accident, danger to safety or order.
    case urgent
    case normal
    /// Needs several agencies or a legal procedure.
    case complex
}

/// Where a clock stands; raw values are stored and sent.
package enum ClockState: String, Hashable, Sendable, CaseIterable {
    case pending, running, paused, met, missed, cancelled
}

/// One version of the time limits for the reports in its scope.
package struct SLAPolicy: Hashable, Sendable, Identifiable {
    /// From when the limit to resolve counts; raw values are stored.
    package enum ResolveStart: String, Hashable, Sendable, CaseIterable {
        case receipt, acknowledge
    }

    /// The reports meant: each part given must fit, and a scope without any is the default.
    package struct Scope: Hashable, Sendable {
        /// A category's code; a group's code covers all below it.
        package let category: String?
        /// A severity.
        package let severity: Severity?
        /// The unit responsible on the ground.
        package let unit: UUID?

        /// A scope of the parts given.
        package init(category: String? = nil, severity: Severity? = nil, unit: UUID? = nil) {
            self.category = category
            self.severity = severity
            self.unit = unit
        }
    }

    /// One id for each version.
    package let id: UUID
    /// Stable over versions.
    package let code: String
    /// Counts from 1; running clocks keep the version they started with.
    package let version: Int
    /// What people call it, Vietnamese.
    package let nameVi: String
    /// What people call it, English.
    package let nameEn: String
    /// The reports it is for.
    package let scope: Scope
    /// Working seconds from receipt to a person's acknowledgement.
    package let acknowledgeSeconds: Int64
    /// Working seconds to the solution, counted from `resolveStarts`.
    package let resolveSeconds: Int64
    /// Which calendar counts.
    package let calendarKey: String
    /// From when `resolveSeconds` count.
    package let resolveStarts: ResolveStart
    /// What "one working day" is worth in this policy.
    package let nominalDaySeconds: Int64
    /// The decision the limits come from.
    package let legalBasis: String?
    /// Whether the city has confirmed the figures.
    package let confirmed: Bool

    /// Takes the figures as they are; the database checks them.
    package init(
        id: UUID,
        code: String,
        version: Int,
        nameVi: String,
        nameEn: String,
        scope: Scope,
        acknowledgeSeconds: Int64,
        resolveSeconds: Int64,
        calendarKey: String,
        resolveStarts: ResolveStart = .acknowledge,
        nominalDaySeconds: Int64,
        legalBasis: String?,
        confirmed: Bool
    ) {
        self.id = id
        self.code = code
        self.version = version
        self.nameVi = nameVi
        self.nameEn = nameEn
        self.scope = scope
        self.acknowledgeSeconds = acknowledgeSeconds
        self.resolveSeconds = resolveSeconds
        self.calendarKey = calendarKey
        self.resolveStarts = resolveStarts
        self.nominalDaySeconds = nominalDaySeconds
        self.legalBasis = legalBasis
        self.confirmed = confirmed
    }
}
