internal import Domain
internal import FoundationEssentials
internal import Postgres

/// The publication of a calendar's next version. Everybody who publishes holds the lock of reference data exclusively, which filings
/// hold shared while they write: so versions follow one another, and every filing decided with the version before is committed
/// before, or decided again.
enum CalendarPublishing {
    /// Publishes a version that the checks allow, and orders its clocks to be counted anew where hours have changed.
    static func publish(
        _ version: CalendarVersion,
        _ review: CalendarReview,
        approval: UUID? = nil,
        on connection: isolated Connection
    ) throws {
        try CalendarWrite.add(version, approval: approval, on: connection)
        try connection.execute(
            """
            UPDATE calendar
            SET version = \(version.number), name_vi = \(version.definition.name), name_en = \(version.nameEn)
            WHERE code = \(version.code)
            """
        )
        if !review.days.isEmpty { try connection.execute(recount(version, review)) }
    }

    /// Carries an approved correction out.
    static func carryOut(
        _ change: CalendarChange,
        _ approval: Approval,
        at now: Instant,
        on connection: isolated Connection
    ) throws -> ApprovalRefusal? {
        guard let current = try CalendarRows.newest(change.calendar, on: connection).first, current.number == approval.baseVersion else {
            return .outdated
        }
        // Who proposed it has published it; who approved it stands with the approval.
        let next = current.applying(change, by: approval.proposedBy, at: now)
        let review = CalendarReview(from: current, to: next, at: now)
        guard review.isFit else { return .unfit }
        try publish(next, review, approval: approval.id, on: connection)
        return nil
    }

    private static func recount(_ version: CalendarVersion, _ review: CalendarReview) -> SQL {
        """
        INSERT INTO calendar_recount (calendar_code, version, unit_id, published_at, corrects_from, corrects_to)
        VALUES (
            \(version.code), \(version.number), \(review.unit), \(version.publishedAt), \(review.corrected?.lowerBound),
            \(review.corrected?.upperBound)
        )
        """
    }
}
