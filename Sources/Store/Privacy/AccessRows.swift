internal import Domain
internal import Postgres

/// What has let somebody in and does not any more, since so many days. Rows that somebody else is using are left to the next round. What
/// was done with them stands in the audit, by names and ids that stay; sign-ins under way and codes go when they are over, by
/// `SignInStore.forget`. The time is asked for once, in a query of its own: only then do indexes find what is due.
enum AccessRows {
    private static let days = RetentionPolicy.accessDays

    static func dropStaffSessions(_ limit: Int) -> SQL {
        """
        DELETE FROM staff_session
        WHERE digest = ANY (
            ARRAY(
                SELECT digest
                FROM staff_session
                WHERE expires_at <= (SELECT clock_timestamp()) - \(days) * interval '1 day'
                ORDER BY expires_at
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED
            )
        )
        """
    }

    /// Those that are over by their age are gone by then: a session that nobody has used for so long cannot be used any more.
    static func dropCitizenSessions(_ limit: Int) -> SQL {
        """
        DELETE FROM citizen_session
        WHERE digest = ANY (
            ARRAY(
                SELECT digest
                FROM citizen_session
                WHERE last_used_at <= (SELECT clock_timestamp()) - \(CitizenSignInRules.idleDays + days) * interval '1 day'
                ORDER BY last_used_at
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED
            )
        )
        """
    }

    static func dropActivationLinks(_ limit: Int) -> SQL {
        """
        DELETE FROM account_activation
        WHERE account_id = ANY (
            ARRAY(
                SELECT account_id
                FROM account_activation
                WHERE expires_at <= (SELECT clock_timestamp()) - \(days) * interval '1 day'
                ORDER BY expires_at
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED
            )
        )
        """
    }

    /// A token is kept while another that was replaced by it is. There are few of them.
    static func dropClientTokens(_ limit: Int) -> SQL {
        """
        DELETE FROM client_token
        WHERE id = ANY (
            ARRAY(
                SELECT token.id
                FROM client_token AS token
                JOIN api_client AS client ON client.id = token.client_id
                CROSS JOIN (SELECT instant_now() - \(days) * interval '1 day') AS month (ago)
                WHERE least(token.expires_at, token.revoked_at, client.revoked_at) <= month.ago
                    AND NOT EXISTS (SELECT FROM client_token AS replaced WHERE replaced.replaced_by = token.id)
                ORDER BY token.id
                LIMIT \(limit)
                FOR UPDATE OF token SKIP LOCKED
            )
        )
        """
    }
}
