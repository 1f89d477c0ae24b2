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

extension ClockState {
    /// Whether the clock has stopped for good.
    package var isFinal: Bool { self == .met || self == .missed || self == .cancelled }
}

/// One version of the time limits for the reports in its scope.
package struct SLAPolicy: Hashable, Sendable, Identifiable {
    /// From when the limit to resolve counts; raw values are stored.
    package enum ResolveStart: String, Hashable, Sendable, CaseIterable {
        case receipt, acknowledge
    }

    /// One time limit and what it rests on.
    package struct Limit: Hashable, Sendable {
        /// Working seconds, more than zero.
        package let seconds: Int64
        /// The decision it comes from.
        package let legalBasis: String?
        /// false: a placeholder nobody responsible has signed.
        package let confirmed: Bool

        /// A limit nobody has confirmed, unless told.
        package init(seconds: Int64, legalBasis: String? = nil, confirmed: Bool = false) {
            self.seconds = seconds
            self.legalBasis = legalBasis
            self.confirmed = confirmed
        }
    }

    /// What is left to resolve after a reopening: a share of the whole limit, not less than a minimum. Where the whole limit is shorter than
    /// the usual minimum, as for urgent reports, the policy names a minimum of its own: whoever disputes an answer should not wait longer
    /// than for the first.
    package struct ReopenTarget: Hashable, Sendable {
        /// Share of the policy's limit to resolve, in percent.
        package let percent: Int
        /// Working seconds.
        package let minimumSeconds: Int64

        /// Half the limit, at least 8 working hours (R10).
        package static let standard = ReopenTarget(percent: 50, minimumSeconds: 28_800)

        /// A share and a minimum.
        package init(percent: Int, minimumSeconds: Int64) {
            self.percent = percent
            self.minimumSeconds = minimumSeconds
        }
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
    package private(set) var version: Int
    /// What people call it, Vietnamese.
    package let nameVi: String
    /// What people call it, English.
    package let nameEn: String
    /// The reports it is for.
    package let scope: Scope
    /// From receipt to a person's acknowledgement.
    package let acknowledge: Limit
    /// To the solution, counted from `resolveStarts`.
    package let resolve: Limit
    /// Working seconds one agency may hold a report in a cycle, or take for an opinion; nil: measured, without a limit.
    package let handleSeconds: Int64?
    /// Which calendar counts.
    package let calendarKey: String
    /// From when `resolveSeconds` count.
    package let resolveStarts: ResolveStart
    /// What "one working day" is worth in this policy.
    package let nominalDaySeconds: Int64
    /// Who hears of a limit running out, and when.
    package let levels: SLALevels
    /// What is left to resolve after a reopening.
    package let reopening: ReopenTarget

    /// Takes the figures as they are; the database checks them.
    package init(
        id: UUID,
        code: String,
        version: Int,
        nameVi: String,
        nameEn: String,
        scope: Scope,
        acknowledge: Limit,
        resolve: Limit,
        handleSeconds: Int64? = nil,
        calendarKey: String,
        resolveStarts: ResolveStart = .acknowledge,
        nominalDaySeconds: Int64,
        levels: SLALevels = .standard,
        reopening: ReopenTarget = .standard
    ) {
        self.id = id
        self.code = code
        self.version = version
        self.nameVi = nameVi
        self.nameEn = nameEn
        self.scope = scope
        self.acknowledge = acknowledge
        self.resolve = resolve
        self.handleSeconds = handleSeconds
        self.calendarKey = calendarKey
        self.resolveStarts = resolveStarts
        self.nominalDaySeconds = nominalDaySeconds
        self.levels = levels
        self.reopening = reopening
    }
}

extension SLAPolicy {
    /// The same as another version.
    package func numbered(_ version: Int) -> SLAPolicy {
        var next = self
        next.version = version
        return next
    }

    /// `acknowledge.seconds`.
    package var acknowledgeSeconds: Int64 { acknowledge.seconds }

    /// `resolve.seconds`.
    package var resolveSeconds: Int64 { resolve.seconds }

    /// Whether the city has confirmed both limits.
    package var confirmed: Bool { acknowledge.confirmed && resolve.confirmed }

    /// What the limits rest on, for people; where the two rest on different texts it says which on which.
    package var legalBasis: String? {
        if acknowledge.legalBasis == resolve.legalBasis { return acknowledge.legalBasis }
        let none = "chưa có căn cứ"
        return "Tiếp nhận: \(acknowledge.legalBasis ?? none). Giải quyết: \(resolve.legalBasis ?? none)."
    }

    /// Working seconds to resolve after a reopening (R10).
    package var reopenedResolveSeconds: Int64 { max(resolveSeconds.percent(reopening.percent), reopening.minimumSeconds) }

    /// Working seconds a pause may last before it ends by itself (R4): five nominal days.
    package var longestPauseSeconds: Int64 { nominalDaySeconds.percent(500) }
}
