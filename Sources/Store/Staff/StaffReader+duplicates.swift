package import Domain
package import FoundationEssentials
internal import Postgres

/// A report's likely duplicates, and its group.
package struct DuplicatesRecord: Sendable {
    /// Of the report itself: who may see it follows from that.
    package let entries: [HistoryEntry]
    /// Whether its group is a state secret.
    package let isSecret: Bool
    /// The likeliest first.
    package let candidates: [DuplicateCandidate]
    /// nil where it stands alone.
    package let group: DuplicateGroup?
    package let catalog: ReferenceCatalog

    /// Which desks may see it.
    package var sight: ReportSight { ReportSight(entries, isSecret: isSecret, catalog) }
}

extension StaffReader {
    /// Characters of an excerpt.
    private static let excerpt = 200
    /// The nearest that are compared by their words.
    private static let mostCompared = 50

    /// What of the reports at a desk, or anywhere, may be about the same thing as this one; nil if there is none. The audit keeps what
    /// `disclosing` tells of it.
    package func duplicates(
        of code: ReportCode,
        at desk: UUID?,
        catalog: @escaping CatalogOfEpoch,
        disclosing: @escaping @Sendable (DuplicatesRecord) -> [AuditRecord]
    ) async throws(StoreError) -> EpochRead<DuplicatesRecord>? {
        try await read(code, catalog) { id, catalog, connection in
            let near = try connection.query(Self.nearQuery(id, at: desk), as: UUID.self)
            let answers = try connection.pipeline([
                CourseRead.entries(of: [id]), Self.groupQuery(id), TextRows.naming(near + [id]), Self.comparison(of: near, with: id),
                ReportReader.view(for: .staff, "report.id = ANY (\(near))"), "SELECT is_secret FROM report WHERE id = \(id)",
            ])
            let views = Dictionary(uniqueKeysWithValues: try answers[4].map(ViewRow.init).map { ($0.id, $0) })
            let compared = try answers[3].decode((UUID, String, String, Double?, Double, Bool).self)
            let candidates = try compared.compactMap { row -> DuplicateCandidate? in
                guard let view = views[row.0], row.3.map({ $0 <= DuplicateCandidate.reachM }) ?? true else { return nil }
                return DuplicateCandidate(
                    view: try view.view(own: nil, catalog: catalog),
                    excerpt: String(row.1.unicodeScalars.prefix(Self.excerpt)),
                    distanceM: row.3,
                    likeness: TextLikeness.between(row.1, row.2),
                    hoursApart: row.4,
                    isSameCategory: row.5
                )
            }
            let record = DuplicatesRecord(
                entries: try answers[0].decode(CourseRead.EntryColumns.self).map(HistoryEntry.init),
                isSecret: try answers[5].first(Bool.self) ?? true,
                candidates: Array(
                    candidates.sorted { ($0.score, $1.view.code) > ($1.score, $0.view.code) }.prefix(DuplicateCandidate.most)
                ),
                group: try answers[1].first((String, [String], Int).self).map {
                    DuplicateGroup(original: $0.0, duplicates: $0.1, followers: $0.2)
                },
                catalog: catalog
            )
            try connection.audit(disclosing(record))
            return record
        }
    }

    /// The nearest by their public points, which lie within 50 m of the places or stand for units; a degree is 104 km there at least.
    static func nearQuery(_ id: UUID, at desk: UUID?) -> SQL {
        """
        SELECT near.id
        FROM report AS near
        CROSS JOIN (
            SELECT report.public_point, report.created_at, report.is_training, category.parent_id
            FROM report
            JOIN category ON category.id = report.category_id
            WHERE report.id = \(id)
        ) AS subject
        JOIN category ON category.id = near.category_id AND category.parent_id = subject.parent_id
        WHERE near.status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen', 'resolved', 'closed')
            AND ST_DWithin(near.public_point, subject.public_point, \((DuplicateCandidate.reachM + 100) / 104_000))
            AND near.created_at BETWEEN subject.created_at - \(DuplicateCandidate.reachDays) * interval '1 day'
                AND subject.created_at + \(DuplicateCandidate.reachDays) * interval '1 day'
            AND near.is_training = subject.is_training
            AND near.id <> \(id)
            AND (\(desk)::uuid IS NULL OR near.agency_id = \(desk))
        ORDER BY near.public_point <-> subject.public_point, abs(extract(epoch FROM near.created_at - subject.created_at))
        LIMIT \(Self.mostCompared)
        """
    }

    private static func comparison(of near: [UUID], with id: UUID) -> SQL {
        """
        SELECT
            report.id, content.description, own.description, ST_DistanceSphere(private.point, place.point),
            abs(extract(epoch FROM report.created_at - subject.created_at))::double precision / 3600, report.category_id = subject.category_id
        FROM report
        JOIN report_content AS content ON content.report_id = report.id
        JOIN report_private AS private ON private.report_id = report.id
        CROSS JOIN report AS subject
        JOIN report_content AS own ON own.report_id = subject.id
        JOIN report_private AS place ON place.report_id = subject.id
        WHERE report.id = ANY (\(near))
            AND subject.id = \(id)
        """
    }

    private static func groupQuery(_ id: UUID) -> SQL {
        """
        SELECT
            original.code, array_agg(duplicate.code ORDER BY duplicate.created_at, duplicate.id),
            original.followers + sum(duplicate.followers)
        FROM report
        JOIN report AS original ON original.id = coalesce(report.duplicate_of, report.id)
        JOIN report AS duplicate ON duplicate.duplicate_of = original.id
        WHERE report.id = \(id)
        GROUP BY original.id, original.code, original.followers
        """
    }
}
