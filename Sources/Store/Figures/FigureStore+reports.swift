package import Domain
package import FoundationEssentials
internal import Postgres

/// What a comparison of some reports found.
package struct FigureComparison: Sendable {
    /// Reports looked at.
    package let reports: Int
    /// What is kept otherwise than it should be, and no work under way explains.
    package let drifts: [FigureDrift]
    /// The last report looked at; nil when there was none left.
    package let last: UUID?
}

extension FigureStore {
    /// Compares what is kept of the next reports by id after `last` with their histories, and if asked makes it the same in the same
    /// transaction, with the figures that follow from it; reports that cannot be counted are left to counting, which tells of them. Without a
    /// repair nothing is locked, and all reads see one moment. nil, and nothing done, if the catalogue is not of the tables' epoch.
    package func compareReports(
        after last: UUID?,
        limit: Int,
        repair: Bool,
        _ catalog: ReferenceCatalog
    ) async throws(StoreError) -> FigureComparison? {
        try await storing {
            try await pool.withTransaction(isolation: repair ? .readCommitted : .repeatableRead) { connection in
                if repair { try connection.execute("SELECT pg_advisory_xact_lock(\(AdvisoryLock.figures))") }
                let ground = try FigureGround.read(on: connection)
                guard ground.epoch == catalog.epoch else { return nil }
                let reports = try connection.query(Self.reportsQuery(after: last, limit: limit), as: UUID.self)
                let stale = Set(
                    try connection.query("SELECT report_id FROM figure_stale WHERE report_id = ANY (\(reports))", as: UUID.self)
                )
                let isSettled = !ground.isRemapping && !ground.isRecounting
                var cursor = ground.cursor
                cursor.revision += 1
                var (drifts, isMended): ([FigureDrift], Bool) = ([], false)
                let faults = try connection.inParts(reports) { connection, reports in
                    let batch = try FigureBatch(
                        reports,
                        to: cursor.position,
                        boundaryVersion: ground.boundaryVersion,
                        by: catalog.rules,
                        on: connection
                    )
                    if repair {
                        var write = batch.write(hoursFrom: cursor.hoursFrom)
                        try write.run(cursor.revision, on: connection)
                        isMended = isMended || !write.isEmpty
                    }
                    if isSettled { drifts += batch.drifts.filter { !stale.contains($0.key) }.map(\.value) }
                    return batch.faults
                }
                if isMended { _ = try connection.pipeline([cursor.update(eventAt: nil), FigureChange.complete(cursor.revision)]) }
                let unknown = faults.map(\.report).filter { !stale.contains($0) }
                if repair, !unknown.isEmpty { try connection.execute(Self.recount(unknown)) }
                return FigureComparison(
                    reports: reports.count,
                    drifts: drifts,
                    last: reports.last
                )
            }
        }
    }

    static func reportsQuery(after last: UUID?, limit: Int) -> SQL {
        """
        SELECT id
        FROM report
        WHERE id > \(last ?? FigureCursor.beginning)
        ORDER BY id
        LIMIT \(limit)
        """
    }
}
