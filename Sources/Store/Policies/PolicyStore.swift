package import Domain
package import FoundationEssentials
internal import Postgres

/// What keeps a change of policies from being proposed.
package enum PolicyObstacle: Error, Hashable, Sendable {
    /// There is no such policy in force.
    case unknownPolicy
    /// The code has versions, and the change does not say which it is based on.
    case baseMissing
    /// The code has another version by now than the one the change is based on.
    case outdated
    /// Another change of it waits for a second person.
    case pending(UUID)
}

/// Reads policies with their past, and proposes changes of them.
package struct PolicyStore: Sendable {
    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// The database's clock.
    package func now() async throws(StoreError) -> Instant {
        try await reading {
            guard let now = try await pool.query("SELECT instant_now()", as: Instant.self).first else { throw StoreError.fault("clock") }
            return now
        }
    }

    /// Versions of a code, the newest first: those before a version if told, at most so many. Empty if there are none.
    package func versions(_ code: String, before version: Int? = nil, limit: Int) async throws(StoreError) -> [PolicyVersion] {
        try await reading {
            try await pool.query(PolicyRows.versions(of: code, before: version, limit: limit), as: PolicyRows.Columns.self)
                .map(PolicyRows.version)
        }
    }

    /// Proposes a change of a code whose newest version is one of `base`, or that has none where `base` is nil. `id` is the proposal's.
    package func propose(
        _ change: PolicyChange,
        after base: Set<Int>?,
        reason: String,
        by editor: Editor,
        id: UUID
    ) async throws(StoreError) -> Result<Approval, PolicyObstacle> {
        do {
            return try await storing {
                try await pool.withTransaction { connection in
                    let person = try connection.permit(.administer, on: .city, to: editor)
                    let newest = try PolicyRows.newest(change.code, on: connection)
                    if !change.isPublication, newest?.isInForce != true { return .failure(.unknownPolicy) }
                    if newest != nil, base == nil { return .failure(.baseMissing) }
                    if let base, newest.map({ base.contains($0.version) }) != true { return .failure(.outdated) }
                    if let open = try ApprovalRows.open(.policy, change.code, on: connection) { return .failure(.pending(open.id)) }
                    return .success(
                        try ApprovalRows.propose(
                            .policy(change),
                            after: newest?.version ?? 0,
                            reason: reason,
                            by: person,
                            id: id,
                            at: try connection.query("SELECT instant_now()", as: Instant.self).first ?? .earliest,
                            on: connection
                        )
                    )
                }
            }
        } catch .violated(constraint: "approval_open_key") {
            // Somebody else proposed in the same moment.
            return .failure(.pending(id))
        }
    }
}
