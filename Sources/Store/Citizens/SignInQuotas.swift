package import Domain
package import FoundationEssentials
internal import Postgres

/// One step's share of a quota.
package struct SignInCharge: Sendable {
    /// 32 bytes that say whose quota it is, and nothing else.
    package let subject: Data
    package let quota: SignInQuota

    package init(subject: Data, quota: SignInQuota) {
        self.subject = subject
        self.quota = quota
    }
}

/// Quotas over all instances.
enum SignInQuotas {
    /// Takes one charge after the other, up to the first for which there is no room; then it returns after how many seconds there will be.
    /// So whoever has used up the first of them cannot use up the others, which may be somebody else's too.
    static func take(_ charges: [SignInCharge], on connection: isolated Connection) throws -> Int? {
        for charge in charges {
            guard try connection.execute(statement(charge)) == 0 else { continue }
            return max(1, try connection.query(waiting(charge), as: Int.self).first ?? 1)
        }
        return nil
    }

    private static func step(_ quota: SignInQuota) -> SQL {
        "(\(quota.seconds) * interval '1 second' / \(quota.count))"
    }

    private static func statement(_ charge: SignInCharge) -> SQL {
        """
        INSERT INTO sign_in_quota AS known (subject, full_at)
        VALUES (\(charge.subject), clock_timestamp() + \(step(charge.quota)))
        ON CONFLICT (subject) DO UPDATE
        SET full_at = greatest(known.full_at, clock_timestamp()) + \(step(charge.quota))
        WHERE greatest(known.full_at, clock_timestamp()) + \(step(charge.quota))
            <= clock_timestamp() + \(charge.quota.seconds) * interval '1 second'
        """
    }

    private static func waiting(_ charge: SignInCharge) -> SQL {
        """
        SELECT ceil(extract(epoch FROM full_at + \(step(charge.quota)) - clock_timestamp()) - \(charge.quota.seconds))::bigint
        FROM sign_in_quota
        WHERE subject = \(charge.subject)
        """
    }
}
