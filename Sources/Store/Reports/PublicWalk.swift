internal import Domain
internal import FoundationEssentials
internal import Postgres

/// A walk through what the public may know of, from the newest report to the oldest.
struct PublicWalk {
    /// Reports that say something are looked up one by one if there are no more than so many; what more say is soon met on the way.
    static let mostFound = 4_000
    /// Reports passed on the way to a page: where none of them says what many others do, the next page goes on behind them.
    static let mostPassed = 4 * mostFound

    /// A report on the way, with when it was filed.
    private typealias Key = (UUID, Instant)

    private let filter: PublicReportFilter

    init(_ filter: PublicReportFilter) {
        self.filter = filter
    }

    /// What is met on the way after a place, and where the next page begins: there may be one behind a page that is short.
    func page(after place: ReportPlace?, limit: Int, on connection: isolated Connection) throws -> (ids: [UUID], next: ReportPlace?) {
        guard let words = filter.words else { return Self.page(try keys(Self.all, place, limit + 1, on: connection), limit) }
        let said = try connection.query(Self.saying(words, among: nil, most: Self.mostFound + 1), as: UUID.self)
        guard said.count > Self.mostFound else { return Self.page(try keys(Self.reports(said), place, limit + 1, on: connection), limit) }
        return try common(words, place, limit, on: connection)
    }

    /// Of words that many say: the way is walked in ever longer stretches.
    private func common(
        _ words: SearchWords,
        _ start: ReportPlace?,
        _ limit: Int,
        on connection: isolated Connection
    ) throws -> (ids: [UUID], next: ReportPlace?) {
        var (found, place, stretch, passed): ([Key], ReportPlace?, Int, Int) = ([], start, 4 * limit, 0)
        while found.count <= limit {
            if passed >= Self.mostPassed { return (found.map(\.0), place) }
            let met = try keys(Self.all, place, stretch, on: connection)
            let saying = Set(try connection.query(Self.saying(words, among: met.map(\.0), most: met.count), as: UUID.self))
            found += met.filter { saying.contains($0.0) }
            guard met.count == stretch, let last = met.last else { break }
            place = Self.place(last)
            passed += stretch
            stretch = min(2 * stretch, Self.mostFound)
        }
        return Self.page(found, limit)
    }

    private static func page(_ keys: [Key], _ limit: Int) -> (ids: [UUID], next: ReportPlace?) {
        let shown = keys.prefix(limit)
        return (shown.map(\.0), keys.count > limit ? shown.last.map(place) : nil)
    }

    private static func place(_ key: Key) -> ReportPlace { ReportPlace(at: key.1, id: key.0) }

    private func keys(_ source: SQL, _ place: ReportPlace?, _ limit: Int, on connection: isolated Connection) throws -> [Key] {
        try connection.query(query(from: source, after: place, limit: limit), as: Key.self)
    }

    static let all: SQL = "public_report_key AS report"

    /// One by one, as for staff.
    private static func reports(_ ids: [UUID]) -> SQL {
        """
        (
            SELECT report.*
            FROM unnest(\(ids)) AS named (id)
            CROSS JOIN LATERAL (SELECT * FROM public_report_key AS report WHERE report.id = named.id OFFSET 0) AS report
            OFFSET 0
        ) AS report
        """
    }

    static func saying(_ words: SearchWords, among reports: [UUID]?, most: Int) -> SQL {
        "SELECT public_reports_saying(\(words.patterns)::text[], \(reports), \(most)::integer)"
    }

    func query(from source: SQL = all, after place: ReportPlace?, limit: Int) -> SQL {
        """
        SELECT report.id, report.created_at
        FROM \(source)
        WHERE true\(conditions(after: place))
        ORDER BY report.created_at DESC, report.id DESC
        LIMIT \(limit)
        """
    }

    /// One unit, category or status is compared as one, so that its own index is walked in its order.
    private func conditions(after place: ReportPlace?) -> SQL {
        let parts: [SQL?] = [
            place.map { "(report.created_at, report.id) < (\($0.at ?? .latest), \($0.id))" },
            filter.box.map { box in
                let (from, to) = (box.southWest, box.northEast)
                return """
                    report.public_point
                        && ST_MakeEnvelope(\(from.longitude), \(from.latitude), \(to.longitude), \(to.latitude), 4326)
                    """
            },
            filter.units.map { $0.count == 1 ? "report.unit_id = \($0[0])" : "report.unit_id = ANY (\($0))" },
            filter.categories.map { $0.count == 1 ? "report.category_id = \($0[0])" : "report.category_id = ANY (\($0))" },
            filter.statuses.map { statuses in
                statuses.count == 1
                    ? "report.status = \(statuses[0].rawValue)" : "report.status = ANY (\(statuses.map(\.rawValue))::text[])"
            },
            filter.from.map { "report.created_at >= \($0)" },
            filter.to.map { "report.created_at < \($0)" },
            filter.updatedSince.map { "report.updated_at >= \($0)" },
        ]
        return parts.compactMap(\.self).reduce("") { "\($0)\n    AND \($1)" }
    }
}
