package import Domain
package import FoundationEssentials
internal import Postgres

/// An account that is to be made.
package struct Invitation: Hashable, Sendable {
    package let id: UUID
    package let username: PrincipalName
    package let displayName: String
    package let agency: UUID
    package let roles: Set<Role>

    package init(id: UUID, username: PrincipalName, displayName: String, agency: UUID, roles: Set<Role>) {
        self.id = id
        self.username = username
        self.displayName = displayName
        self.agency = agency
        self.roles = roles
    }
}

/// An account with the end of the link it was given.
package struct InvitedAccount: Sendable {
    package let account: Account
    package let linkEnds: Instant
}

extension AccountStore {
    /// Makes an account whose owner sets a password by a link of this digest.
    package func invite(
        _ invitation: Invitation,
        link digest: Data,
        by editor: Editor
    ) async throws(StoreError) -> AccountOutcome<InvitedAccount> {
        try await writing { connection in
            let scope = AccountScope(id: nil, agency: invitation.agency, roles: invitation.roles)
            try connection.permit(.changeAccount, on: .account(scope), to: editor)
            guard try Self.mayStand(scope, on: connection) else { return .refused(.cityRoleElsewhere) }
            try connection.execute(
                """
                INSERT INTO account (id, username, display_name, agency_id, status, created_by, created_at)
                VALUES (
                    \(invitation.id), \(invitation.username.text), \(invitation.displayName), \(invitation.agency), 'invited', \(editor.name.text),
                    \(SQL.securityNow)
                )
                """
            )
            try Self.setRoles(invitation.roles, of: invitation.id, on: connection)
            try Self.audit(.accountInvited, scope.roles, of: invitation.id, by: editor, on: connection)
            return .done(try Self.invited(invitation.id, digest, on: connection))
        }
    }

    /// Changes an account that has one of these versions; with nil, whichever it has.
    package func change(
        _ id: UUID,
        _ change: AccountChange,
        expecting versions: Set<Int>?,
        by editor: Editor
    ) async throws(StoreError) -> AccountOutcome<Account> {
        try await writing { connection in
            guard let account = try Self.permitted(id, change, by: editor, on: connection) else { return .missing }
            if let versions, !versions.contains(account.version) { return .outdated }
            let parts = change.parts(of: account)
            if parts.isEmpty { return .done(account) }
            let after = change.scope(after: account)
            guard try Self.mayStand(after, on: connection) else { return .refused(.cityRoleElsewhere) }
            let administers = after.roles.contains(.cityAdmin) && !(change.isDisabled ?? (account.status == .disabled))
            if !administers, try Self.isLastAdministrator(account, on: connection) { return .refused(.lastAdministrator) }
            try Self.write(change, after, to: account, on: connection)
            try Self.audit(.accountChanged, after.roles, ["changed": .codes(parts)], of: id, by: editor, on: connection)
            guard let changed = try AccountRows.account(id, on: connection) else { throw StoreError.fault("account") }
            return .done(changed)
        }
    }

    /// Takes an account's password, second factor and identities at providers away, ends its sessions, and gives it a link of this digest.
    package func reset(_ id: UUID, link digest: Data, by editor: Editor) async throws(StoreError) -> AccountOutcome<InvitedAccount> {
        try await writing { connection in
            guard let account = try Self.permitted(id, AccountChange(), by: editor, on: connection) else { return .missing }
            if account.status == .disabled { return .refused(.disabled) }
            try SessionStore.endAll(of: id, on: connection)
            try CredentialStore.removeSecondFactor(of: id, on: connection)
            try IdentityStore.removeAll(of: id, on: connection)
            try connection.execute(
                """
                UPDATE account
                SET status = 'invited', password_hash = NULL, password_changed_at = NULL, version = version + 1
                WHERE id = \(id)
                """
            )
            try Self.audit(.accountReset, account.roles, of: id, by: editor, on: connection)
            return .done(try Self.invited(id, digest, on: connection))
        }
    }

    private static func audit(
        _ action: AuditAction,
        _ roles: Set<Role>,
        _ details: [String: AuditRecord.Detail] = [:],
        of account: UUID,
        by editor: Editor,
        on connection: isolated Connection
    ) throws {
        let details = details.merging(["roles": .codes(roles.map(\.rawValue).sorted())]) { given, _ in given }
        try connection.audit(AuditRecord(editor.auditActor, action, AuditObject(.account, account), details))
    }

    /// The account, if it is one that the editor may change so; nil if there is none that they may know of.
    private static func permitted(
        _ id: UUID,
        _ change: AccountChange,
        by editor: Editor,
        on connection: isolated Connection
    ) throws -> Account? {
        let principal = try connection.standing(of: editor)
        guard let account = try AccountRows.locked(id, on: connection) else { return nil }
        guard let principal else { return account }
        guard principal.can(.readAccounts, on: .desk(account.agency)) else { return nil }
        let isPermitted = [account.scope, change.scope(after: account)].allSatisfy { principal.can(.changeAccount, on: .account($0)) }
        guard isPermitted else { throw StoreError.forbidden }
        return account
    }

    /// Roles of the city stand at the coordinator's desk alone.
    private static func mayStand(_ scope: AccountScope, on connection: isolated Connection) throws -> Bool {
        guard scope.roles.contains(where: \.isOfCity) else { return true }
        return try connection.query("SELECT kind = 'coordinator' FROM agency WHERE id = \(scope.agency)", as: Bool.self).first ?? false
    }

    /// Whether nobody else could look after accounts.
    private static func isLastAdministrator(_ account: Account, on connection: isolated Connection) throws -> Bool {
        guard account.status == .active, account.roles.contains(.cityAdmin) else { return false }
        return try connection.query(
            """
            SELECT NOT EXISTS (
                SELECT
                FROM account_role
                JOIN account ON account.id = account_role.account_id
                WHERE account_role.role = 'city_admin'
                    AND account.status = 'active'
                    AND account.id <> \(account.id)
            )
            """,
            as: Bool.self
        ).first ?? true
    }

    private static func write(
        _ change: AccountChange,
        _ after: AccountScope,
        to account: Account,
        on connection: isolated Connection
    ) throws {
        if after.agency != account.agency { try connection.execute("DELETE FROM team_member WHERE account_id = \(account.id)") }
        if change.isDisabled == true {
            try SessionStore.endAll(of: account.id, on: connection)
            try connection.execute("DELETE FROM account_activation WHERE account_id = \(account.id)")
        }
        try connection.execute(
            """
            UPDATE account
            SET
                display_name = \(change.displayName ?? account.displayName),
                agency_id = \(after.agency),
                status = CASE
                    WHEN \(change.isDisabled ?? (account.status == .disabled)) THEN 'disabled'
                    WHEN password_hash IS NULL THEN 'invited'
                    ELSE 'active'
                END,
                version = version + 1
            WHERE id = \(account.id)
            """
        )
        if after.roles != account.roles { try setRoles(after.roles, of: account.id, on: connection) }
    }

    private static func setRoles(_ roles: Set<Role>, of account: UUID, on connection: isolated Connection) throws {
        let names = roles.map(\.rawValue).sorted()
        try connection.execute("DELETE FROM account_role WHERE account_id = \(account) AND role <> ALL (\(names)::text[])")
        try connection.execute(
            """
            INSERT INTO account_role (account_id, role)
            SELECT \(account), role
            FROM unnest(\(names)::text[]) AS role
            ON CONFLICT DO NOTHING
            """
        )
    }

    private static func invited(_ id: UUID, _ digest: Data, on connection: isolated Connection) throws -> InvitedAccount {
        let ends = try ActivationStore.issue(digest, to: id, on: connection)
        guard let account = try AccountRows.account(id, on: connection) else { throw StoreError.fault("account") }
        return InvitedAccount(account: account, linkEnds: ends)
    }
}
