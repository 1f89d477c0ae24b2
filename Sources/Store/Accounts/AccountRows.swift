internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Accounts as rows.
enum AccountRows {
    typealias Columns = (UUID, String, String, UUID, [String], String, Int, Bool, Bool, String, Instant)

    static let columns: SQL = """
        account.id, account.username, account.display_name, account.agency_id,
        ARRAY(SELECT role FROM account_role WHERE account_role.account_id = account.id), account.status, account.version,
        account.totp_confirmed_at IS NOT NULL, EXISTS (SELECT FROM account_identity WHERE account_identity.account_id = account.id),
        account.created_by, account.created_at
        """

    static func account(_ id: UUID, on connection: isolated Connection) throws -> Account? {
        try connection.query("SELECT \(columns) FROM account WHERE id = \(id)", as: Columns.self).first.map(Account.init)
    }

    /// The account as it is, which nobody else changes until the transaction ends.
    static func locked(_ id: UUID, on connection: isolated Connection) throws -> Account? {
        try connection.execute("SELECT FROM account WHERE id = \(id) FOR NO KEY UPDATE")
        return try account(id, on: connection)
    }
}

extension Account {
    init(_ row: AccountRows.Columns) throws {
        guard let username = PrincipalName(row.1), let status = AccountStatus(rawValue: row.5), let createdBy = PrincipalName(row.9) else {
            throw StoreError.fault("account \(row.0)")
        }
        self.init(
            id: row.0,
            username: username,
            displayName: row.2,
            agency: row.3,
            roles: Set(row.4.compactMap(Role.init)),
            status: status,
            version: row.6,
            hasSecondFactor: row.7,
            hasIdentity: row.8,
            createdBy: createdBy,
            createdAt: row.10
        )
    }

    /// Who it is when it acts; nil while it may not.
    var principal: StaffPrincipal? {
        status == .active ? StaffPrincipal(account: id, name: username, agency: agency, roles: roles) : nil
    }
}
