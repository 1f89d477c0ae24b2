package import Domain
package import FoundationEssentials
internal import Postgres

/// Counts what waits at desks.
package struct InboxReader: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// What waits at a desk. `approvesAll`: requests of all desks wait for it. A desk for practice counts what is practised.
    package func inbox(of desk: UUID, approvesAll: Bool, isPractice: Bool) async throws(StoreError) -> Inbox {
        try await reading {
            let row = try await pool.query(
                Self.query(desk, approvesAll: approvesAll, isPractice: isPractice),
                as: (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int).self
            ).first
            guard let row else { throw StoreError.fault("inbox") }
            return Inbox(
                new: row.0,
                dueToday: row.1,
                overdue: row.2,
                sentBack: row.3,
                askedForOpinion: row.6,
                awaitingApproval: row.5,
                disputed: row.4,
                flagged: row.7,
                arrived: row.8,
                newMessage: row.9
            )
        }
    }

    /// One statement: open reports are counted from an index that has all of it, the rest are few, also those that the city looks at once more.
    static func query(_ desk: UUID, approvesAll: Bool, isPractice: Bool) -> SQL {
        let isListed = isPractice ? "report.is_training AND report.words_reduced_at IS NULL" : SQL.isCounted
        let approving: SQL = approvesAll ? "true" : "report.agency_id = \(desk)"
        return """
            WITH clock AS (
                SELECT
                    now, (date_trunc('day', now AT TIME ZONE 'Asia/Ho_Chi_Minh') + interval '1 day') AT TIME ZONE 'Asia/Ho_Chi_Minh' AS tomorrow
                FROM instant_now() AS now
            )
            SELECT
                open.fresh, open.due_today + few.due_today, open.overdue + few.overdue, few.sent_back, few.disputed, waiting.count, asked.count,
                flagged.count, unread.arrived, unread.written
            FROM (
                SELECT
                    count(*) FILTER (WHERE report.status = 'submitted') AS fresh,
                    count(*) FILTER (WHERE report.breach_at >= clock.now AND report.due_at < clock.tomorrow) AS due_today,
                    count(*) FILTER (WHERE report.breach_at < clock.now) AS overdue
                FROM report
                CROSS JOIN clock
                WHERE report.agency_id = \(desk)
                    AND report.status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen')
                    AND \(isListed)
            ) AS open
            CROSS JOIN (
                SELECT
                    count(*) FILTER (WHERE report.is_sent_back) AS sent_back, count(*) FILTER (WHERE report.is_disputed) AS disputed,
                    count(*) FILTER (
                        WHERE report.status = 'resolved' AND report.breach_at >= clock.now AND report.due_at < clock.tomorrow
                    ) AS due_today,
                    count(*) FILTER (WHERE report.status = 'resolved' AND report.breach_at < clock.now) AS overdue
                FROM report
                CROSS JOIN clock
                WHERE report.agency_id = \(desk)
                    AND \(StaffReader.isNoticed)
                    AND \(isListed)
            ) AS few
            CROSS JOIN (
                SELECT count(*)
                FROM report
                WHERE report.awaits IS NOT NULL
                    AND \(approving)
                    AND \(StaffReader.isNoticed)
                    AND \(isListed)
            ) AS waiting
            CROSS JOIN (
                SELECT count(*)
                FROM report
                WHERE \(StaffReader.isAsked(desk))
                    AND \(isListed)
            ) AS asked
            CROSS JOIN (
                SELECT count(*)
                FROM report
                WHERE report.agency_id = \(desk)
                    AND report.flags > 0
                    AND \(isListed)
            ) AS flagged
            CROSS JOIN (
                SELECT
                    count(*) FILTER (WHERE report.is_arrived) AS arrived, count(*) FILTER (WHERE report.has_message) AS written
                FROM report
                WHERE report.agency_id = \(desk)
                    AND \(StaffReader.isUnread)
                    AND \(isListed)
            ) AS unread
            """
    }
}

extension StaffReader {
    /// What `report_attention_idx` is of.
    static let isNoticed: SQL = "(report.is_sent_back OR report.is_disputed OR report.awaits IS NOT NULL)"

    /// What `report_unread_idx` is of.
    static let isUnread: SQL = "(report.is_arrived OR report.has_message)"

    /// Reports that another desk has and this one may see, by `report_known_idx`.
    static func isKnown(to desk: UUID) -> SQL {
        "report.known_to <> '{}' AND report.known_to @> ARRAY[\(desk)::uuid]"
    }

    /// Reports about which a desk was asked, by `report_asked_idx`.
    static func isAsked(_ desk: UUID) -> SQL {
        "report.asked <> '{}' AND report.asked @> ARRAY[\(desk)::uuid]"
    }
}
