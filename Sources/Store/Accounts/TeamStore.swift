package import Domain
package import FoundationEssentials
internal import Postgres

/// A team as it is to be.
package struct TeamOrder: Hashable, Sendable {
    /// nil: as it is.
    package let name: String?
    /// Accounts; nil: as they are.
    package let members: [UUID]?

    package init(name: String?, members: [UUID]?) {
        self.name = name
        self.members = members
    }
}

extension AccountStore {
    /// A desk's teams, by name.
    package func teams(of agency: UUID) async throws(StoreError) -> [Team] {
        try await reading { try await pool.withConnection { try TeamRows.teams("team.agency_id = \(agency)", on: $0) } }
    }

    /// Who works at a desk, by name.
    package func colleagues(at agency: UUID) async throws(StoreError) -> [Colleague] {
        try await reading {
            try await pool.query(
                """
                SELECT id, username, display_name
                FROM account
                WHERE agency_id = \(agency)
                    AND status = 'active'
                    AND EXISTS (
                        SELECT
                        FROM account_role
                        WHERE account_role.account_id = account.id
                            AND account_role.role = ANY (\(Role.working.map(\.rawValue))::text[])
                    )
                ORDER BY username
                """,
                as: (UUID, String, String).self
            ).map { Colleague(id: $0.0, username: $0.1, displayName: $0.2) }
        }
    }

    /// One team; nil if there is none.
    package func team(_ id: UUID) async throws(StoreError) -> Team? {
        try await reading { try await pool.withConnection { try TeamRows.teams("team.id = \(id)", on: $0).first } }
    }

    /// Makes a team of people of one desk.
    package func makeTeam(
        _ id: UUID,
        at agency: UUID,
        _ order: TeamOrder,
        by editor: Editor
    ) async throws(StoreError) -> AccountOutcome<Team> {
        try await writing { connection in
            try connection.permit(.runDesk, on: .desk(agency), to: editor)
            try connection.execute(
                "INSERT INTO team (id, agency_id, name, created_at) VALUES (\(id), \(agency), \(order.name ?? ""), \(SQL.securityNow))"
            )
            try connection.audit(AuditRecord(editor.auditActor, .teamMade, AuditObject(.team, id)))
            return try Self.setMembers(order.members ?? [], of: id, at: agency, on: connection)
        }
    }

    /// Changes a team that has one of these versions.
    package func changeTeam(
        _ id: UUID,
        _ order: TeamOrder,
        expecting versions: Set<Int>,
        by editor: Editor
    ) async throws(StoreError) -> AccountOutcome<Team> {
        try await writing { connection in
            guard let team = try Self.permitted(id, by: editor, on: connection) else { return .missing }
            guard versions.contains(team.version) else { return .outdated }
            try connection.execute("UPDATE team SET name = \(order.name ?? team.name), version = version + 1 WHERE id = \(id)")
            try connection.audit(AuditRecord(editor.auditActor, .teamChanged, AuditObject(.team, id)))
            return try Self.setMembers(order.members ?? team.members.map(\.account), of: id, at: team.agency, on: connection)
        }
    }

    /// Dissolves a team that has one of these versions.
    package func dissolveTeam(
        _ id: UUID,
        expecting versions: Set<Int>,
        by editor: Editor
    ) async throws(StoreError) -> AccountOutcome<Team> {
        try await writing { connection in
            guard let team = try Self.permitted(id, by: editor, on: connection) else { return .missing }
            guard versions.contains(team.version) else { return .outdated }
            try connection.execute("DELETE FROM team WHERE id = \(id)")
            try connection.audit(AuditRecord(editor.auditActor, .teamDissolved, AuditObject(.team, id)))
            return .done(team)
        }
    }

    /// The team, if the editor may change it; nil if there is none that they may know of.
    private static func permitted(_ id: UUID, by editor: Editor, on connection: isolated Connection) throws -> Team? {
        let principal = try connection.standing(of: editor)
        guard let team = try TeamRows.teams("team.id = \(id)", on: connection).first else { return nil }
        guard let principal, !principal.can(.runDesk, on: .desk(team.agency)) else { return team }
        guard principal.knowsTeams(of: team.agency) else { return nil }
        throw StoreError.forbidden
    }

    private static func setMembers(
        _ members: [UUID],
        of team: UUID,
        at agency: UUID,
        on connection: isolated Connection
    ) throws -> AccountOutcome<Team> {
        try connection.execute("DELETE FROM team_member WHERE team_id = \(team)")
        // Whoever is not of the desk violates a key.
        try connection.execute(
            """
            INSERT INTO team_member (team_id, account_id, agency_id)
            SELECT DISTINCT \(team), member, \(agency)
            FROM unnest(\(members)) AS member
            """
        )
        guard let made = try TeamRows.teams("team.id = \(team)", on: connection).first else { throw StoreError.fault("team") }
        return .done(made)
    }
}

/// Teams as rows.
private enum TeamRows {
    static func teams(_ condition: SQL, on connection: isolated Connection) throws -> [Team] {
        let rows = try connection.query(
            """
            SELECT
                team.id, team.agency_id, team.name, team.version,
                array_agg(account.id ORDER BY account.username) FILTER (WHERE account.id IS NOT NULL),
                array_agg(account.username ORDER BY account.username) FILTER (WHERE account.id IS NOT NULL)
            FROM team
            LEFT JOIN team_member ON team_member.team_id = team.id
            LEFT JOIN account ON account.id = team_member.account_id
            WHERE \(condition)
            GROUP BY team.id
            ORDER BY team.name
            """,
            as: (UUID, UUID, String, Int, [UUID]?, [String]?).self
        )
        return rows.map { row in
            let members = zip(row.4 ?? [], row.5 ?? []).map { Team.Member(account: $0, username: $1) }
            return Team(id: row.0, agency: row.1, name: row.2, members: members, version: row.3)
        }
    }
}
