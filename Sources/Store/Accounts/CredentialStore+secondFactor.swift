internal import Domain
package import FoundationEssentials
internal import Postgres

extension CredentialStore {
    /// Takes a code of a time step: each step once, and none before it any more. False if it was taken.
    package func take(step: Int64, of account: UUID) async throws(StoreError) -> Bool {
        try await storing {
            try await pool.execute(
                "UPDATE account SET totp_step = \(step) WHERE id = \(account) AND (totp_step IS NULL OR totp_step < \(step))"
            ) == 1
        }
    }

    /// Takes a recovery code: once. False for one that is not there.
    package func take(recovery digest: Data, of account: UUID) async throws(StoreError) -> Bool {
        try await storing {
            try await pool.execute("DELETE FROM recovery_code WHERE account_id = \(account) AND digest = \(digest)") == 1
        }
    }

    /// Puts a secret in the place of another that nobody has confirmed. False if one is in use.
    package func setUp(_ factor: SealedSecondFactor, for account: UUID, in session: Data) async throws(StoreError) -> Bool {
        try await storing {
            try await pool.withTransaction { connection in
                try connection.permitOwn(account, in: session)
                return try connection.execute(
                    """
                    UPDATE account
                    SET totp_sealed = \(factor.sealed), totp_key_id = \(factor.keyID), totp_step = NULL
                    WHERE id = \(account)
                        AND totp_confirmed_at IS NULL
                    """
                ) == 1
            }
        }
    }

    /// Puts the secret that is being set up to use, by the code of a step, with new recovery codes. False if it is another by now.
    package func confirm(
        _ factor: SealedSecondFactor,
        of account: UUID,
        in session: Data,
        step: Int64,
        recovery: [Data]
    ) async throws(StoreError) -> Bool {
        try await storing {
            try await pool.withTransaction { connection in
                try connection.permitOwn(account, in: session)
                let confirmed = try connection.execute(
                    """
                    UPDATE account
                    SET totp_confirmed_at = clock_timestamp(), totp_step = \(step)
                    WHERE id = \(account)
                        AND totp_confirmed_at IS NULL
                        AND totp_sealed = \(factor.sealed)
                    """
                )
                guard confirmed == 1 else { return false }
                try Self.replace(recovery, of: account, on: connection)
                try Self.audit(.secondFactorConfirmed, of: account, on: connection)
                return true
            }
        }
    }

    /// Puts new recovery codes in the place of all there are.
    package func renew(_ recovery: [Data], of account: UUID, in session: Data) async throws(StoreError) {
        try await storing {
            try await pool.withTransaction { connection in
                try connection.permitOwn(account, in: session)
                try Self.replace(recovery, of: account, on: connection)
                try Self.audit(.recoveryCodesRenewed, of: account, on: connection)
            }
        }
    }

    /// Takes the second factor away, in use or not.
    package func removeSecondFactor(of account: UUID, in session: Data) async throws(StoreError) {
        try await storing {
            try await pool.withTransaction { connection in
                try connection.permitOwn(account, in: session)
                try Self.removeSecondFactor(of: account, on: connection)
                try Self.audit(.secondFactorRemoved, of: account, on: connection)
            }
        }
    }

    /// The same in the transaction that `connection` is in.
    static func removeSecondFactor(of account: UUID, on connection: isolated Connection) throws {
        try connection.execute(
            """
            UPDATE account
            SET totp_sealed = NULL, totp_key_id = NULL, totp_confirmed_at = NULL, totp_step = NULL
            WHERE id = \(account)
            """
        )
        try replace([], of: account, on: connection)
    }

    private static func replace(_ recovery: [Data], of account: UUID, on connection: isolated Connection) throws {
        try connection.execute("DELETE FROM recovery_code WHERE account_id = \(account)")
        try connection.execute(
            "INSERT INTO recovery_code (account_id, digest) SELECT \(account), digest FROM unnest(\(recovery)) AS digest"
        )
    }
}
