package import Domain
package import FoundationEssentials
internal import Postgres

/// How often something was counted, as it is summed.
package struct FigureRow: Hashable, Sendable {
    package let basis: FigureBasis
    /// Since 1970.
    package let day: Int
    /// What the sum is of: all of the city, or an object of a dimension.
    package let series: FigureObject
    package let measure: Measure
    /// Of a duration of the whole city; of other durations there are no rows.
    package let bucket: Int
    package let count: Int

    package init(basis: FigureBasis, day: Int, series: FigureObject, measure: Measure, bucket: Int, count: Int) {
        (self.basis, self.day, self.series, self.measure, self.bucket, self.count) = (basis, day, series, measure, bucket, count)
    }
}

/// What sums are kept of: an object of a dimension, and whether its reports are never listed in public.
package struct FigureObject: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case city
        case filedUnit = "filed_unit"
        case todayUnit = "today_unit"
        case category
        case agency
    }

    package let kind: Kind
    /// nil for the city, and for a unit that is not known.
    package let id: UUID?
    package let isUnlisted: Bool

    package init(_ kind: Kind, _ id: UUID?, isUnlisted: Bool) {
        (self.kind, self.id, self.isUnlisted) = (kind, id, isUnlisted)
    }
}

/// Figures as they were at one moment.
package struct FigureReading: Sendable {
    package let position: FigurePosition
    /// Days of which `rows` has all there is.
    package let days: [(basis: FigureBasis, day: Int)]
    package let rows: [FigureRow]
    /// What entered and left before the first of the days asked for, on the day before; nil if it has not changed.
    package let stocks: [FigureRow]?

    package init(position: FigurePosition, days: [(basis: FigureBasis, day: Int)], rows: [FigureRow], stocks: [FigureRow]?) {
        (self.position, self.days, self.rows, self.stocks) = (position, days, rows, stocks)
    }
}

/// Reads figures as they are counted.
package struct FigureReader: Sendable {
    let pool: ConnectionPool

    /// `database` reads what is public, or more.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// What has changed since a revision in a stretch of days since 1970, summed for each object. `unlisted`: categories that are never listed
    /// in public.
    package func changes(since revision: Int64, in days: Range<Int>, unlisted: [UUID]) async throws(StoreError) -> FigureReading {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let position = try Self.position(on: connection)
                guard position.revision != revision else { return FigureReading(position: position, days: [], rows: [], stocks: nil) }
                let changed = try connection.query(
                    "SELECT basis, day - date '1970-01-01' FROM figure_changed_day WHERE revision > \(revision)",
                    as: (String, Int32).self
                ).compactMap { row in FigureBasis(rawValue: row.0).map { (basis: $0, day: Int(row.1)) } }
                let known = changed.filter { days.contains($0.day) }
                var rows: [FigureRow] = []
                for basis in FigureBasis.allCases {
                    let numbers = known.filter { $0.basis == basis }.map { Int32($0.day) }
                    if !numbers.isEmpty { rows += try Self.sums(basis, numbers, unlisted, on: connection) }
                }
                let isOlder = changed.contains { $0.day < days.lowerBound }
                let stocks = isOlder ? try Self.stocks(before: days.lowerBound, unlisted, on: connection) : nil
                return FigureReading(position: position, days: known, rows: rows, stocks: stocks)
            }
        }
    }

    /// How far counting is.
    package func position() async throws(StoreError) -> FigurePosition {
        try await reading {
            try await pool.withConnection { connection in try Self.position(on: connection) }
        }
    }

    static func position(on connection: isolated Connection) throws -> FigurePosition {
        let row = try connection.query(
            "SELECT position, event_at, revision, changed_at, hours_from FROM figure_cursor",
            as: (Int64, Instant?, Int64, Instant, Instant).self
        ).first
        guard let row else { throw StoreError.fault("figure_cursor") }
        return FigurePosition(position: row.0, eventAt: row.1, revision: row.2, changedAt: row.3, hoursFrom: row.4)
    }
}
