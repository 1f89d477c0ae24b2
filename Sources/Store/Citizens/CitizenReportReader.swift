package import Domain
package import FoundationEssentials
internal import Postgres

/// A report of a citizen's own.
package struct CitizenReport: Sendable {
    /// With the reporter's own part.
    package let view: ReportView
    /// Sealed.
    package let contact: SealedContact
    package let trackingKeyID: String
    /// Its history, as the reporter may see it.
    package let timeline: ReportTimeline
}

/// Reads the reports of a citizen: filed while signed in, or with the phone that is theirs.
package struct CitizenReportReader: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// The newest first, at most `limit`, after one of them if told. `phones` are the digests the citizen's phone is found by.
    package func reports(
        of citizen: UUID,
        phones: [Data],
        after last: UUID?,
        limit: Int,
        catalog: ReferenceCatalog
    ) async throws(StoreError) -> [CitizenReport] {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let ids =
                    try connection.pipeline([
                        "SELECT set_config('app.citizen_id', \(citizen.uuidString.lowercased()), true), set_config('app.phone_lookups', \(phones)::text, true)",
                        Self.ids(of: citizen, phones: phones, after: last, limit: limit),
                    ]).last?.decode(UUID.self) ?? []
                return ids.isEmpty ? [] : try Self.read(ids, catalog, on: connection)
            }
        }
    }

    private static func read(_ ids: [UUID], _ catalog: ReferenceCatalog, on connection: isolated Connection) throws -> [CitizenReport] {
        let common: [SQL] = [
            TextRows.naming(ids),
            ReportReader.view(for: .reporter, "report.id = ANY (\(ids))"),
            "SELECT id, tracking_key_id FROM report WHERE id = ANY (\(ids))",
        ]
        let answers = try connection.pipeline(common + ids.flatMap { [ReportReader.own($0)] + OwnTimeline.statements(of: $0) })
        let views = Dictionary(uniqueKeysWithValues: try answers[1].map(ViewRow.init).map { ($0.id, $0) })
        let keys = Dictionary(uniqueKeysWithValues: try answers[2].decode((UUID, String).self))
        let each = (answers.count - common.count) / ids.count
        return try ids.enumerated().map { index, id in
            let told = answers.dropFirst(common.count + index * each).prefix(each)
            guard let view = views[id], let key = keys[id], let own = try told.first?.first(OwnRow.Columns.self).map(OwnRow.init) else {
                throw StoreError.fault("view of a citizen's report")
            }
            return CitizenReport(
                view: try view.view(own: own, catalog: catalog),
                contact: try own.contact(),
                trackingKeyID: key,
                timeline: try OwnTimeline.read(Array(told.dropFirst()), catalog)
            )
        }
    }

    /// Two walks along an index each; a report may be on both.
    static func ids(of citizen: UUID, phones: [Data], after last: UUID?, limit: Int) -> SQL {
        """
        SELECT report_id
        FROM (
            (
                SELECT report_id
                FROM report_private
                WHERE citizen_id = \(citizen)
                    AND report_id < coalesce(\(last), 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                ORDER BY report_id DESC
                LIMIT \(limit)
            )
            UNION
            (
                SELECT report_id
                FROM report_private
                WHERE phone_lookup = ANY (\(phones))
                    AND report_id < coalesce(\(last), 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                ORDER BY report_id DESC
                LIMIT \(limit)
            )
        ) AS own
        ORDER BY report_id DESC
        LIMIT \(limit)
        """
    }
}
