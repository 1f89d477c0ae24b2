internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Whether there still is a reason to keep citizens: each is asked for once a month, by the true clock as their sessions are.
enum CitizenReview {
    /// Those whose turn it is, locked.
    static func claim(_ limit: Int) -> SQL {
        """
        SELECT id
        FROM citizen
        WHERE review_at <= (SELECT clock_timestamp())
        ORDER BY review_at
        LIMIT \(limit)
        FOR UPDATE SKIP LOCKED
        """
    }

    /// Deletes those of them who have no session, no report that is theirs by session or phone, and with that none that is held, and no open
    /// request about their data, whoever registered it. What they asked and was answered loses them.
    static func drop(_ citizens: [UUID]) -> SQL {
        """
        DELETE FROM citizen
        WHERE id = ANY (\(citizens))
            AND NOT EXISTS (SELECT FROM citizen_session AS session WHERE session.citizen_id = citizen.id)
            AND NOT EXISTS (SELECT FROM reports_of_citizens(ARRAY[citizen.id]))
            AND NOT EXISTS (SELECT FROM reports_of_contact(ARRAY[citizen.phone_lookup], '{}'))
            AND NOT EXISTS (
                SELECT
                FROM data_request AS request
                WHERE request.closed_at IS NULL
                    AND (request.citizen_id = citizen.id OR request.phone_lookup = citizen.phone_lookup)
            )
        RETURNING id
        """
    }

    static func postpone(_ citizens: [UUID]) -> SQL {
        """
        UPDATE citizen
        SET review_at = clock_timestamp() + \(RetentionPolicy.accessDays) * interval '1 day'
        WHERE id = ANY (\(citizens))
        """
    }
}
