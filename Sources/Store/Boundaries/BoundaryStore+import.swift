package import Domain
internal import FoundationEssentials
internal import Postgres

/// What an import is told besides the file.
package struct BoundaryImport: Sendable {
    /// Of the version.
    package var title: String
    /// The resolution or decision that drew the boundaries.
    package var legalRef: String
    /// Who published the file, and where it was got.
    package var source: String
    /// `YYYY-MM-DD`; decides which units the codes mean.
    package var effectiveFrom: String
    /// The member of each feature's `properties` that holds the unit's code.
    package var codeProperty: String
    /// What is a warning and what an error.
    package var tolerances: BoundaryTolerances

    /// Texts are stored as they are given: checked before.
    package init(
        title: String,
        legalRef: String,
        source: String,
        effectiveFrom: String,
        codeProperty: String,
        tolerances: BoundaryTolerances = BoundaryTolerances()
    ) {
        self.title = title
        self.legalRef = legalRef
        self.source = source
        self.effectiveFrom = effectiveFrom
        self.codeProperty = codeProperty
        self.tolerances = tolerances
    }
}

extension BoundaryStore {
    /// Checks a GeoJSON FeatureCollection and, unless there are errors, stores it as a version with everything derived from it,
    /// all in one transaction. Whatever is wrong with the text is in the report; `BoundaryError.invalidDate` is thrown.
    package func importVersion(_ geoJSON: String, _ facts: BoundaryImport) async throws -> ImportReport {
        do {
            return try await pool.withTransaction { connection in
                let day: SQL = "\(facts.effectiveFrom)::date"
                try connection.createImportTables()
                let document = try connection.stage(geoJSON, codeProperty: facts.codeProperty)
                try connection.check(document, tolerances: facts.tolerances, on: day)
                return try connection.concludeImport(facts, on: day)
            }
        } catch let refusal as UnreadableDocument {
            return ImportReport(version: nil, features: 0, errors: 1, warnings: 0, problems: [BoundaryProblem(.error, refusal.code)])
        } catch let error as PostgresError where error.sqlState == "22007" || error.sqlState == "22008" {
            throw BoundaryError.invalidDate(facts.effectiveFrom)
        }
    }
}

extension Connection {
    /// Stores what was staged, unless it has errors, and reports.
    fileprivate func concludeImport(_ facts: BoundaryImport, on day: SQL) throws -> ImportReport {
        let totals = try query(
            """
            SELECT (SELECT count(*) FROM import_feature), count(*) FILTER (WHERE severity = 'error'), count(*) FILTER (WHERE severity = 'warning')
            FROM import_problem
            """,
            as: (Int, Int, Int).self
        )
        let (features, errors, warnings) = totals.first ?? (0, 0, 0)
        let version = errors == 0 ? try storeVersion(facts, on: day) : nil
        let problems = try problems("FROM import_problem ORDER BY \(SQL.reportOrder) LIMIT \(ImportReport.shownProblems)")
        return ImportReport(version: version, features: features, errors: errors, warnings: warnings, problems: problems)
    }

    private func storeVersion(_ facts: BoundaryImport, on day: SQL) throws -> BoundaryVersion? {
        let created = try query(
            """
            INSERT INTO boundary_version (title, legal_ref, source, effective_from, status, report)
            SELECT \(facts.title)::text, \(facts.legalRef)::text, \(facts.source)::text, \(day),
                CASE WHEN \(day) > \(SQL.hanoiToday) THEN 'scheduled' ELSE 'validated' END,
                jsonb_build_object(
                    'features', (SELECT count(*) FROM import_feature),
                    'warnings', (SELECT count(*) FROM import_problem),
                    'problems', (
                        SELECT coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(shown)) ORDER BY \(SQL.reportOrder)), '[]')
                        FROM (SELECT * FROM import_problem ORDER BY \(SQL.reportOrder) LIMIT \(ImportReport.shownProblems)) AS shown
                    )
                )
            RETURNING id
            """,
            as: UUID.self
        )
        guard let id = created.first else { return nil }
        try execute(
            """
            INSERT INTO unit_boundary (version, unit, geom)
            SELECT \(id)::uuid, unit, geom
            FROM import_feature
            """
        )
        _ = try query("SELECT derive_boundary_geometry(\(id))")
        try audit(AuditRecord(.unnamed, .boundariesImported, AuditObject(.boundaries, id)))
        return try versions("version.id = \(id)").first
    }
}
