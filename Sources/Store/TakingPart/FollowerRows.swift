internal import Domain
package import FoundationEssentials
internal import Postgres

/// Somebody who wants to hear of a report.
package struct FollowerEntry: Sendable {
    package let id: UUID
    /// Sealed; with neither phone nor address where the client tells them.
    package let contact: SealedContact
    /// Who follows for their user, or by themselves.
    package let client: UUID?
    package let identity: FollowerIdentity

    package init(id: UUID, contact: SealedContact, client: UUID?, identity: FollowerIdentity) {
        self.id = id
        self.contact = contact
        self.client = client
        self.identity = identity
    }
}

/// By what somebody is known who follows already: by digests under every key there is.
package struct FollowerIdentity: Sendable {
    package var phones: [Data]
    package var emails: [Data]
    /// With the digests of its user, the present one first; without any the client itself.
    package var client: (id: UUID, users: [Data])?

    package init(phones: [Data] = [], emails: [Data] = [], client: (id: UUID, users: [Data])? = nil) {
        self.phones = phones
        self.emails = emails
        self.client = client
    }
}

/// Rows of `report_follower`. A session has to name them, or their report, first.
enum FollowerRows {
    /// Lets the transaction's later statements see followers.
    static func naming(_ ids: [UUID]) -> SQL {
        "SELECT set_config('app.follower_ids', \(ids.map { $0.uuidString.lowercased() }.joined(separator: ",")), true)"
    }

    /// Ids of whoever of a report's followers somebody is. Apart, each along an index.
    static func known(_ identity: FollowerIdentity, of report: UUID) -> SQL {
        let ofClient: SQL =
            switch identity.client {
            case nil: "false"
            case (let client, let users)? where users.isEmpty:
                "client_id = \(client) AND client_user IS NULL AND num_nonnulls(phone_lookup, email_lookup) = 0"
            case (let client, let users)?: "client_id = \(client) AND client_user = ANY (\(users))"
            }
        return """
            SELECT id FROM report_follower WHERE report_id = \(report) AND phone_lookup = ANY (\(identity.phones))
            UNION
            SELECT id FROM report_follower WHERE report_id = \(report) AND email_lookup = ANY (\(identity.emails))
            UNION
            SELECT id FROM report_follower WHERE report_id = \(report) AND \(ofClient)
            """
    }

    static func insert(_ entry: FollowerEntry, of report: UUID) -> SQL {
        let contact = entry.contact
        return """
            INSERT INTO report_follower (
                id, report_id, followed_at, client_id, client_user, key_id, data_key, phone_sealed, phone_lookup, email_sealed,
                email_lookup, lookup_key_id
            )
            VALUES (
                \(entry.id), \(report), instant_now(), \(entry.client), \(entry.identity.client?.users.first), \(contact.keyID),
                \(contact.dataKey), \(contact.phone), \(contact.phoneLookup), \(contact.email), \(contact.emailLookup),
                \(contact.lookupKeyID)
            )
            """
    }

    /// Forgets who some followers are, which a session has named; they are counted on.
    static func erase(_ condition: SQL) -> SQL {
        """
        UPDATE report_follower
        SET
            client_user = NULL, data_key = NULL, phone_sealed = NULL, phone_lookup = NULL, email_sealed = NULL, email_lookup = NULL
        WHERE \(condition)
        """
    }

    /// What somebody follows who has any of these digests, with whether the report is held.
    static func kept(
        phones: [Data],
        emails: [Data],
        on connection: isolated Connection
    ) throws -> [(follow: KeptFollow, isHeld: Bool)] {
        let ids = try connection.query("SELECT followers_of_contact(\(phones), \(emails))", as: UUID.self)
        guard !ids.isEmpty else { return [] }
        return try connection.pipeline([
            naming(ids),
            """
            SELECT follower.id, report.code, follower.followed_at, \(HoldRows.isHeld)
            FROM report_follower AS follower
            JOIN report ON report.id = follower.report_id
            WHERE follower.id = ANY (\(ids))
            ORDER BY follower.followed_at, follower.id
            """,
        ])[1].decode((UUID, String, Instant, Bool).self).map {
            (KeptFollow(id: $0.0, report: $0.1, since: $0.2), $0.3)
        }
    }

    /// The reports that some followers follow, locked.
    static func reports(of followers: [UUID], on connection: isolated Connection) throws -> [(id: UUID, code: String)] {
        guard !followers.isEmpty else { return [] }
        return try connection.pipeline([
            naming(followers),
            """
            SELECT id, code
            FROM report
            WHERE id IN (SELECT report_id FROM report_follower WHERE id = ANY (\(followers)))
            ORDER BY id
            FOR NO KEY UPDATE
            """,
        ])[1].decode((UUID, String).self).map { (id: $0.0, code: $0.1) }
    }
}
