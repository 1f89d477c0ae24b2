package import Domain
package import FoundationEssentials
internal import Postgres

/// How a change of accounts ended.
package enum AccountOutcome<Value: Sendable>: Sendable {
    case done(Value)
    /// Nothing was changed.
    case refused(AccountRefusal)
    /// There is none, or none that the editor may know of.
    case missing
    /// It has another version by now.
    case outdated
}

/// Keeps accounts. No write of accounts overlaps another.
package struct AccountStore: Sendable {
    let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// By name, at most `limit`, after one of them if told.
    package func list(_ filter: AccountFilter, after last: PrincipalName?, limit: Int) async throws(StoreError) -> [Account] {
        try await reading {
            try await pool.query(
                """
                SELECT \(AccountRows.columns)
                FROM account
                WHERE (\(filter.agency)::uuid IS NULL OR account.agency_id = \(filter.agency))
                    AND (\(filter.status?.rawValue)::text IS NULL OR account.status = \(filter.status?.rawValue))
                    AND (
                        \(filter.role?.rawValue)::text IS NULL
                        OR EXISTS (SELECT FROM account_role WHERE account_id = account.id AND role = \(filter.role?.rawValue))
                    )
                    AND (\(last?.text)::text IS NULL OR account.username > \(last?.text))
                ORDER BY account.username
                LIMIT \(limit)
                """,
                as: AccountRows.Columns.self
            ).map(Account.init)
        }
    }

    /// One account; nil if there is none.
    package func account(_ id: UUID) async throws(StoreError) -> Account? {
        try await reading { try await pool.withConnection { try AccountRows.account(id, on: $0) } }
    }

    /// One account by name; nil if there is none.
    package func account(named name: PrincipalName) async throws(StoreError) -> Account? {
        try await reading {
            try await pool.query("SELECT \(AccountRows.columns) FROM account WHERE username = \(name.text)", as: AccountRows.Columns.self)
                .first.map(Account.init)
        }
    }

    /// Whether there has ever been an administrator of the city.
    package func hasAdministrator() async throws(StoreError) -> Bool {
        try await reading {
            try await pool.query("SELECT EXISTS (SELECT FROM account_role WHERE role = 'city_admin')", as: Bool.self).first ?? false
        }
    }

    /// Units' desks of these kinds that no unit_admin looks after, by code.
    package func desksWithoutAccounts(_ kinds: [AgencyKind]) async throws(StoreError) -> [(id: UUID, code: String, name: String)] {
        try await reading {
            try await pool.query(
                """
                SELECT id, code, name
                FROM agency
                WHERE kind = ANY (\(kinds.map(\.rawValue))::text[])
                    AND unit_id IS NOT NULL
                    AND NOT EXISTS (
                        SELECT
                        FROM account
                        JOIN account_role ON account_role.account_id = account.id
                        WHERE account.agency_id = agency.id
                            AND account.status <> 'disabled'
                            AND account_role.role = 'unit_admin'
                    )
                ORDER BY code
                """,
                as: (UUID, String, String).self
            ).map { (id: $0.0, code: $0.1, name: $0.2) }
        }
    }

    /// Runs a write of accounts alone: first of all locks is that of whatever changes who is given reports.
    func writing<Value: Sendable>(
        _ body: @escaping @Sendable (isolated Connection) throws -> AccountOutcome<Value>
    ) async throws(StoreError) -> AccountOutcome<Value> {
        do {
            return try await storing {
                try await pool.withTransaction { connection in
                    _ = try connection.query("SELECT pg_advisory_xact_lock(\(AdvisoryLock.routing))")
                    return try body(connection)
                }
            }
        } catch .violated(constraint: "account_username_key") {
            return .refused(.usernameTaken)
        } catch .violated(constraint: "team_name_key") {
            return .refused(.teamNameTaken)
        } catch .violated(constraint: "answer_template_title_key") {
            return .refused(.templateTitleTaken)
        } catch .violated(constraint: "team_member_of_desk") {
            return .refused(.foreignMember)
        }
    }
}
