internal import Domain
internal import FoundationEssentials
internal import Postgres

extension FigureReader {
    private typealias Columns = (Int32, Int32, UUID?, Bool, String, Int16, Int)
    private static let day: SQL = "figure.day - date '1970-01-01'"

    /// Days since 1970, each summed for all objects.
    static func sums(
        _ basis: FigureBasis,
        _ days: [Int32],
        _ unlisted: [UUID],
        on connection: isolated Connection
    ) throws -> [FigureRow] {
        let ofDays: SQL = "figure.basis = \(basis.rawValue) AND figure.day = ANY (\(days.map(Self.date))::text[]::date[])"
        return try connection.query(sums(of: table, where: ofDays, on: day, unlisted), as: Columns.self).compactMap { row($0, basis) }
    }

    /// By how much what is held has changed, each sum for all objects: of days before the first, what entered stocks and left them by
    /// blocks.
    static func additions(since held: FigureHolding, on connection: isolated Connection) throws -> [FigureRow] {
        let changes = FigureChange.rows(since: held.revision)
        let unlisted = held.unlisted.sorted()
        let block: SQL = "least((\(day)) / \(Self.block) * \(Self.block) + \(Self.block), \(held.firstDay)) - 1"
        let place: SQL = "(CASE WHEN \(day) >= \(held.firstDay) THEN \(day) ELSE \(block) END)::integer"
        return try FigureBasis.allCases.flatMap { basis in
            let isHeld: SQL = "figure.basis = \(basis.rawValue) AND (\(day) >= \(held.firstDay) OR figure.measure = ANY (\(moves)))"
            let query = sums(of: changes, where: isHeld, on: place, unlisted)
            return try connection.query(query, as: Columns.self).compactMap { row($0, basis) }
        }
    }

    /// What entered stocks and left them in a block of days, on its last one.
    static func stocks(
        _ basis: FigureBasis,
        _ block: Range<Int>,
        _ unlisted: [UUID],
        on connection: isolated Connection
    ) throws -> [FigureRow] {
        let query = sums(of: table, where: moving(basis, block), on: "\(block.upperBound - 1)::integer", unlisted)
        return try connection.query(query, as: Columns.self).compactMap { row($0, basis) }
    }

    /// What entered stocks and left them in a stretch of days.
    static func moving(_ basis: FigureBasis, _ days: Range<Int>) -> SQL {
        """
        figure.basis = \(basis.rawValue)
            AND figure.measure = ANY (\(moves))
            AND figure.day >= \(date(Int32(clamping: days.lowerBound)))::text::date
            AND figure.day < \(date(Int32(clamping: days.upperBound)))::text::date
        """
    }

    /// What enters stocks and leaves them.
    static let moves = FigureStock.allCases.flatMap { [Measure.entered($0).rawValue, Measure.left($0).rawValue] }

    /// As `figure_day` has it.
    static func date(_ day: Int32) -> String { CivilDate(daysSince1970: Int(day)).description }

    private static let table: SQL = "figure_day AS figure"

    private static func sums(of figures: SQL, where condition: SQL, on day: SQL, _ unlisted: [UUID]) -> SQL {
        """
        SELECT
            day, grouping (filed_unit_id, today_unit_id, category_id, agency_id),
            coalesce(filed_unit_id, today_unit_id, category_id, agency_id), is_unlisted, measure, bucket, sum(n)
        FROM (
            SELECT
                \(day) AS day, slice.filed_unit_id, slice.today_unit_id, slice.category_id, slice.agency_id,
                slice.category_id = ANY (\(unlisted)) AS is_unlisted, figure.measure, figure.bucket, figure.n
            FROM \(figures)
            JOIN figure_slice AS slice ON slice.id = figure.slice_id
            WHERE \(condition)
        ) AS figure
        GROUP BY day, is_unlisted, measure, bucket, GROUPING SETS ((), (filed_unit_id), (today_unit_id), (category_id), (agency_id))
        HAVING sum(n) <> 0
        ORDER BY day
        """
    }

    /// A measure of a later version, whose instances already count beside this one, is passed over.
    private static func row(_ row: Columns, _ basis: FigureBasis) -> FigureRow? {
        guard let measure = Measure(rawValue: row.4) else { return nil }
        // PostgreSQL sets the bits of the columns that are not grouped by, the last column's lowest.
        let kind: FigureObject.Kind =
            switch row.1 {
            case 7: .filedUnit
            case 11: .todayUnit
            case 13: .category
            case 14: .agency
            default: .city
            }
        return FigureRow(
            basis: basis,
            day: Int(row.0),
            series: FigureObject(kind, row.2, isUnlisted: row.3),
            measure: measure,
            bucket: Int(row.5),
            count: row.6
        )
    }
}
