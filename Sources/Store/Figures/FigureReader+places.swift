package import Domain
package import FoundationEssentials
internal import Postgres

extension FigureReader {
    /// The units of today that came of those of a former district, with its name; by the boundaries of a filing also its own. nil if there was
    /// no such district. Units that got nobody of it are left out.
    package func units(ofDistrict code: String, _ era: UnitEra) async throws(StoreError) -> (name: String, units: [UUID])? {
        try await reading {
            let rows = try await pool.query(
                """
                SELECT unit.district_name, succession.successor_id
                FROM unit
                JOIN unit_succession AS succession ON succession.predecessor_id = unit.id
                WHERE unit.district_code = \(code)
                    AND succession.kind <> 'area_only'
                UNION
                SELECT district_name, id
                FROM unit
                WHERE district_code = \(code)
                    AND \(era == .filed)
                """,
                as: (String, UUID).self
            )
            return rows.first.map { ($0.0, rows.map(\.1)) }
        }
    }

    /// Places and categories of which there were several reports in the days before an instant, those with most first, at most `limit`.
    /// What was withdrawn, refused or a duplicate is no new report; what is shown of no place in public is nowhere. With the revision of
    /// figures as of the same moment.
    package func sites(
        before now: Instant,
        _ scope: FigureScope,
        limit: Int
    ) async throws(StoreError) -> (revision: Int64, sites: [RepeatSite]) {
        let query = Self.sitesQuery(before: now, scope, limit: limit)
        return try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let answers = try connection.pipeline([Self.positionQuery, query])
                let rows = try answers[1].decode((Double, Double, UUID, UUID?, Int, Int, Instant, Instant, [String]).self)
                let sites = rows.compactMap { row in
                    RepeatSite(
                        point: Pin(latitude: row.0, longitude: row.1),
                        category: row.2,
                        unit: row.3,
                        reports: row.4,
                        open: row.5,
                        first: row.6,
                        last: row.7,
                        codes: row.8
                    )
                }
                return (try Self.position(answers[0]).revision, sites)
            }
        }
    }

    static func sitesQuery(before now: Instant, _ scope: FigureScope, limit: Int) -> SQL {
        let unit: SQL =
            scope.isOfUnknownUnit ? "AND unit_id IS NULL" : scope.units.map { "AND unit_id = ANY (\($0.sorted()))" } ?? ""
        let category: SQL = scope.categories.map { "AND category_id = ANY (\($0.sorted()))" } ?? ""
        return """
            SELECT
                ST_Y(site.public_point), ST_X(site.public_point), site.category_id, site.unit_id, site.reports, site.open, site.first, site.last,
                ARRAY(SELECT code FROM public_report WHERE id = ANY (site.ids) ORDER BY created_at DESC, code)
            FROM (
                SELECT
                    public_point, category_id, unit_id, count(*) AS reports,
                    count(*) FILTER (WHERE status = ANY (\(open))) AS open, min(created_at) AS first, max(created_at) AS last,
                    (array_agg(id ORDER BY created_at DESC))[1:10] AS ids
                FROM public_report_key
                WHERE created_at >= \(now.adding(seconds: -Int64(RepeatSite.days) * 86_400))
                    AND created_at < \(now)
                    AND status NOT IN ('withdrawn', 'refused', 'duplicate')
                    AND public_point IS NOT NULL
                    \(unit)
                    \(category)
                GROUP BY public_point, category_id, unit_id
                HAVING count(*) >= \(RepeatSite.fewest)
                ORDER BY count(*) DESC, max(created_at) DESC, public_point
                LIMIT \(limit)
            ) AS site
            ORDER BY site.reports DESC, site.last DESC, site.public_point
            """
    }

    private static let open = ReportStatus.allCases.filter(\.isOpen).map(\.rawValue)
}
