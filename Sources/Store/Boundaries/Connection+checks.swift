internal import Domain
internal import Postgres

extension SQL {
    /// Errors first, then as `BoundaryProblem.Code` orders its cases, then by place in the file.
    static var reportOrder: SQL {
        """
        severity, array_position(\(BoundaryProblem.Code.allCases.map(\.rawValue))::text[], code), feature NULLS FIRST, unit, other, amount
        """
    }
}

extension Connection {
    /// Fills `import_problem` from what was staged.
    func check(_ document: StagedDocument, tolerances: BoundaryTolerances, on day: SQL) throws {
        guard document.isFeatureCollection else {
            try execute("INSERT INTO import_problem (severity, code) VALUES ('error', 'not_feature_collection')")
            return
        }
        try resolveUnits(on: day)
        try repairPolygons()
        try checkCoordinateSystem(document.foreignSystem)
        try checkCodes()
        try checkMissingUnits(on: day)
        try checkGeometries()
        try checkRepairs(tolerances)
        try checkOverlaps(tolerances)
        try checkGaps(tolerances, on: day)
        try checkAreas(tolerances)
    }

    private func resolveUnits(on day: SQL) throws {
        try execute(
            """
            UPDATE import_feature
            SET unit = named.unit, first = named.first
            FROM (
                SELECT import_feature.feature, unit.id AS unit, min(import_feature.feature) OVER (PARTITION BY unit.id) AS first
                FROM import_feature
                JOIN unit ON unit.code = import_feature.code
                WHERE import_feature.is_feature AND import_feature.code_type = 'string' AND \(SQL.unitIsValid(on: day))
            ) AS named
            WHERE named.feature = import_feature.feature
            """
        )
    }

    private func checkCoordinateSystem(_ foreignSystem: String?) throws {
        guard let foreignSystem else { return }
        try execute(
            "INSERT INTO import_problem (severity, code, detail) VALUES ('error', 'coordinate_system', \(foreignSystem))"
        )
    }

    private func checkCodes() throws {
        try execute(
            """
            INSERT INTO import_problem (severity, code, feature, unit, other, detail)
            SELECT 'error', problem, feature, CASE WHEN code_type IN ('string', 'number') THEN code END,
                CASE problem WHEN 'unit_duplicate' THEN first::text END, CASE problem WHEN 'code_not_text' THEN code_type END
            FROM import_feature
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN NOT is_feature THEN 'not_feature'
                    WHEN code_type IS NULL OR code_type = 'null' OR code = '' THEN 'code_missing'
                    WHEN code_type <> 'string' THEN 'code_not_text'
                    WHEN unit IS NULL THEN 'code_unknown'
                    WHEN first < feature THEN 'unit_duplicate'
                END
            ) AS finding (problem)
            WHERE problem IS NOT NULL
            """
        )
    }

    private func checkMissingUnits(on day: SQL) throws {
        try execute(
            """
            INSERT INTO import_problem (severity, code, unit)
            SELECT 'error', 'unit_missing', code
            FROM unit
            WHERE \(SQL.unitIsValid(on: day)) AND NOT EXISTS (SELECT FROM import_feature WHERE import_feature.unit = unit.id)
            """
        )
    }
}
