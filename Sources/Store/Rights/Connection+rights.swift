internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Rights in the transaction that acts. An account that is looked at stays as it is until the transaction ends: whoever disables it, moves it or
/// takes a role from it comes before, or waits. The lock of routing, where it is needed, is taken first.
extension Connection {
    /// Lets an editor do a deed, and says under which name they do it. Throws `signedOut` and `forbidden`.
    @discardableResult
    func permit(_ deed: Deed, on object: RightsObject, to editor: Editor) throws -> PrincipalName {
        if let principal = try standing(of: editor), !principal.can(deed, on: object) { throw StoreError.forbidden }
        return editor.name
    }

    /// What an editor is now; nil at the command line, where everything may be done. Throws `signedOut`.
    func standing(of editor: Editor) throws -> StaffPrincipal? {
        guard case .staff(let principal) = editor else { return nil }
        return try standing(of: principal.account)
    }

    /// What somebody of staff is now. Throws `signedOut` if their account opens nothing any more.
    func standing(of account: UUID) throws -> StaffPrincipal {
        // Statements of their own: one that has waited for the lock would still see the roles from before it waited.
        let answers = try pipeline([
            "SELECT FROM account WHERE id = \(account) FOR SHARE", "SELECT \(AccountRows.columns) FROM account WHERE id = \(account)",
        ])
        guard let principal = try answers[1].first(AccountRows.Columns.self).map(Account.init)?.principal else {
            throw StoreError.signedOut
        }
        return principal
    }

    /// Lets somebody change their own account, in a session that is still in force. Throws `signedOut`.
    func permitOwn(_ account: UUID, in session: Data) throws {
        let answers = try pipeline([
            "SELECT FROM account WHERE id = \(account) FOR NO KEY UPDATE",
            """
            SELECT EXISTS (
                SELECT
                FROM staff_session
                JOIN account ON account.id = staff_session.account_id
                WHERE staff_session.digest = \(session)
                    AND account.id = \(account)
                    AND account.status = 'active'
            )
            """,
        ])
        guard try answers[1].first(Bool.self) == true else { throw StoreError.signedOut }
    }
}
