internal import Domain
internal import Postgres

/// The server could not read the text as JSON.
struct UnreadableDocument: Error {
    let code: BoundaryProblem.Code
}

/// What a staged document is as a whole.
struct StagedDocument {
    let isFeatureCollection: Bool
    /// The name of a coordinate system other than WGS 84.
    let foreignSystem: String?
}

extension SQL {
    /// The name of the coordinate system that a `crs` member gives (RFC 7946 knows only WGS 84 and no such member; older files have one).
    /// NULL where there is none or it is WGS 84.
    static func foreignSystem(_ crs: SQL) -> SQL {
        """
        CASE WHEN json_typeof(\(crs)) <> 'null' AND coalesce(\(crs) -> 'properties' ->> 'name', '') !~ '(^|:)(CRS84|EPSG::?4326)$'
            THEN coalesce(left(\(crs) -> 'properties' ->> 'name', 80), 'unnamed') END
        """
    }
}

extension Connection {
    /// Tables of this transaction: the features as given, and what is wrong with them.
    func createImportTables() throws {
        try execute(
            """
            CREATE TEMPORARY TABLE import_feature (
                feature        bigint PRIMARY KEY,
                is_feature     boolean NOT NULL,
                code_type      text,
                code           text,
                geometry_type  text,
                foreign_system text,
                given          geometry,
                unit           uuid,
                first          bigint,
                geom           geometry
            ) ON COMMIT DROP
            """
        )
        try execute(
            """
            CREATE TEMPORARY TABLE import_problem (
                severity  text NOT NULL,
                code      text NOT NULL,
                feature   bigint,
                unit      text,
                other     text,
                amount    double precision,
                longitude double precision,
                latitude  double precision,
                detail    text
            ) ON COMMIT DROP
            """
        )
    }

    /// Takes the document apart. It goes to the server once; `json` rather than `jsonb`, which has a limit on arrays that 64 MB can reach.
    func stage(_ geoJSON: String, codeProperty: String) throws -> StagedDocument {
        do {
            let documents = try query(
                """
                WITH document AS MATERIALIZED (
                    SELECT \(geoJSON)::json AS body
                ), staged AS (
                    INSERT INTO import_feature (feature, is_feature, code_type, code, geometry_type, foreign_system, given)
                    SELECT position - 1, coalesce(json_typeof(feature) = 'object' AND feature ->> 'type' = 'Feature', false),
                        json_typeof(code), left(code #>> '{}', 20),
                        left(coalesce(geometry ->> 'type', json_typeof(geometry)), 40), \(SQL.foreignSystem("crs")),
                        CASE WHEN geometry ->> 'type' IN ('Polygon', 'MultiPolygon') THEN polygon_from_geojson(geometry) END
                    FROM document
                    CROSS JOIN json_array_elements(
                        CASE json_typeof(body -> 'features') WHEN 'array' THEN body -> 'features' ELSE '[]' END
                    ) WITH ORDINALITY AS element (feature, position)
                    CROSS JOIN LATERAL (
                        SELECT feature -> 'geometry', feature -> 'properties' -> \(codeProperty)::text,
                            coalesce(feature -> 'crs', feature -> 'geometry' -> 'crs')
                    ) AS member (geometry, code, crs)
                )
                SELECT coalesce(json_typeof(body) = 'object' AND body ->> 'type' = 'FeatureCollection'
                    AND json_typeof(body -> 'features') = 'array', false), \(SQL.foreignSystem("body -> 'crs'"))
                FROM document
                """,
                as: (Bool, String?).self
            )
            guard let (isFeatureCollection, foreignSystem) = documents.first else { throw UnreadableDocument(code: .notJSON) }
            return StagedDocument(isFeatureCollection: isFeatureCollection, foreignSystem: foreignSystem)
        } catch let error as PostgresError {
            if let refusal = UnreadableDocument(error) { throw refusal }
            throw error
        }
    }
}

extension UnreadableDocument {
    fileprivate init?(_ error: PostgresError) {
        switch error.code {
        case .server(sqlState: "22P02"), .server(sqlState: "54001"): code = .notJSON
        case .server(sqlState: "22P05"), .invalidParameter: code = .nullCharacter
        default: return nil
        }
    }
}
