package import Domain
internal import FoundationEssentials
internal import Postgres

/// Some of a feed.
package struct ChangePage: Sendable {
    /// In the order of commits.
    package let changes: [CommittedChange]
    /// Everything up to here was told.
    package let end: ChangePlace
    /// There is more to be looked at behind it.
    package let hasMore: Bool
}

/// Reads what happened to reports, in the order of commits.
///
/// Positions are given one after the other and seen together with all before them: whoever has read up to one has missed nothing that will
/// ever stand before it.
package struct ChangeReader: Sendable {
    /// Positions that are looked at for one page, however few of them concern the reader.
    static let most = 4_000

    private let publicPool: ConnectionPool
    private let servicePool: ConnectionPool

    package init(publicRead: DatabasePool, service: DatabasePool) {
        publicPool = publicRead.pool
        servicePool = service.pool
    }

    /// The last place there is.
    package func newest() async throws(StoreError) -> ChangePlace {
        try await reading {
            try await servicePool.query(Self.newestQuery, as: (Int, Data).self).first.map { ChangePlace(position: $0.0, mark: $0.1) }
                ?? .beginning
        }
    }

    /// Whether a place is one of this history's.
    package func knows(_ place: ChangePlace) async throws(StoreError) -> Bool {
        guard place != .beginning else { return true }
        return try await reading {
            try await servicePool.query("SELECT mark FROM change_position WHERE position = \(place.position)", as: Data.self) == [
                place.mark
            ]
        }
    }

    /// What comes after a place, at most `limit`; nil when this history has no such place, or the database of public reads not yet.
    package func page(
        of audience: ChangeAudience,
        after place: ChangePlace,
        limit: Int,
        catalog: ReferenceCatalog
    ) async throws(StoreError) -> ChangePage? {
        try await reading {
            let pool = audience.isOfPublic ? publicPool : servicePool
            let walk = try await pool.withConnection { connection in
                try ChangeWalk.run(audience, after: place, limit: limit, catalog, on: connection)
            }
            guard let walk else { return nil }
            let changes = try walk.rows.map { try $0.change(catalog, tellsAll: audience.tellsAll) }
            return ChangePage(
                changes: try changes.filter { try walk.isVisible($0, to: audience, catalog) },
                end: walk.end,
                hasMore: walk.hasMore
            )
        }
    }

    static let newestQuery: SQL = "SELECT position, mark FROM change_position ORDER BY position DESC LIMIT 1"
}
