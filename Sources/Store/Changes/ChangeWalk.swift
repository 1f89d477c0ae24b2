internal import Domain
internal import FoundationEssentials
internal import Postgres

/// A walk through positions, in ever longer stretches, until there is enough or enough was looked at.
struct ChangeWalk {
    private(set) var rows: [ChangeRow] = []
    /// Everything up to here was looked at.
    private(set) var end: ChangePlace
    private(set) var hasMore = false
    /// Of the reports in it, where not all that was found may be seen.
    private var sights: [UUID: ReportSight] = [:]

    /// nil when the history has no such place.
    static func run(
        _ audience: ChangeAudience,
        after place: ChangePlace,
        limit: Int,
        _ catalog: ReferenceCatalog,
        on connection: isolated Connection
    ) throws -> ChangeWalk? {
        var walk = ChangeWalk(end: place)
        var (stretch, passed) = (2 * limit, 0)
        repeat {
            let (start, room) = (walk.end, limit - walk.rows.count)
            let stop = start.position + stretch
            let answers = try connection.pipeline([
                bounds(start.position, stop), audience.query(from: start.position, to: stop, limit: room),
            ])
            guard let bounds = try answers[0].first(Bounds.self), start == .beginning || bounds.2 == start.mark else { return nil }
            let found = try answers[1].decode(ChangeRow.Columns.self).map(ChangeRow.init)
            walk.rows += found
            walk.end = end(of: found, isFull: found.count == room, start, stop, bounds)
            // What was committed between the two statements is seen by the second alone.
            walk.hasMore = walk.end.position < bounds.0 ?? 0
            passed += stretch
            stretch = min(4 * stretch, ChangeReader.most - passed)
        } while walk.hasMore && walk.rows.count < limit && stretch > 0
        if case .desk = audience { try walk.readSights(catalog, on: connection) }
        return walk
    }

    /// Of the last position there is, and what marks it; what marks the first asked about and the last.
    private typealias Bounds = (Int?, Data?, Data?, Data?)

    static func bounds(_ start: Int, _ stop: Int) -> SQL {
        """
        SELECT
            newest.position, newest.mark, (SELECT mark FROM change_position WHERE position = \(start)),
            (SELECT mark FROM change_position WHERE position = \(stop))
        FROM (VALUES (true)) AS one
        LEFT JOIN (\(ChangeReader.newestQuery)) AS newest ON true
        """
    }

    private static func end(
        of found: [ChangeRow],
        isFull: Bool,
        _ start: ChangePlace,
        _ stop: Int,
        _ bounds: Bounds
    ) -> ChangePlace {
        if isFull, let last = found.last { return last.place }
        let reached: ChangePlace =
            if let mark = bounds.3 {
                ChangePlace(position: stop, mark: mark)
            } else if let newest = bounds.0, let mark = bounds.1 {
                ChangePlace(position: newest, mark: mark)
            } else {
                start
            }
        guard let last = found.last, last.place.position > reached.position else { return reached }
        return last.place
    }

    private mutating func readSights(_ catalog: ReferenceCatalog, on connection: isolated Connection) throws {
        let secrecy = Dictionary(rows.map { ($0.report, $0.isSecret) }) { $0 || $1 }
        guard !secrecy.isEmpty else { return }
        let reports = Array(secrecy.keys)
        let answers = try connection.pipeline([CourseRead.entries(of: reports), CourseRead.levels(of: reports)])
        let courses = try CourseRead.courses(answers[0], answers[1])
        for (report, isSecret) in secrecy {
            // A history that cannot be read is shown to nobody.
            sights[report] = (try? courses.course(of: report)).map { ReportSight($0.entries, isSecret: isSecret, catalog) }
        }
    }

    /// Whether a reader may see a change's report now. Throws `catalogOutdated` where that hangs on a category that is not known: what is
    /// passed over is told to nobody later.
    func isVisible(_ change: CommittedChange, to audience: ChangeAudience, _ catalog: ReferenceCatalog) throws(StoreError) -> Bool {
        switch audience {
        case .anybody, .client, .city(seesAll: true): return true
        case _ where catalog.anyCategory(change.report.category) == nil: throw .catalogOutdated
        case .desk(let principal): return sights[change.report.id].map { principal.can(.readReport, on: .sight($0)) } ?? false
        case .city: return !catalog.isKeptFromUnits(change.report.category, in: change.report.unit?.id)
        }
    }
}
