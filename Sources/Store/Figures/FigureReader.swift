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
    /// Of a duration; else 0.
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

/// What of figures somebody holds already.
package struct FigureHolding: Sendable {
    /// As of which revision; -1: nothing.
    package let revision: Int64
    /// When that was made; nil where it does not matter.
    package let changedAt: Instant?
    /// From here on each day, since 1970; of what was before stocks alone, by blocks of days.
    package let firstDay: Int
    /// Categories that are told apart: those that are never listed in public.
    package let unlisted: Set<UUID>

    package init(revision: Int64, changedAt: Instant? = nil, firstDay: Int, unlisted: Set<UUID>) {
        (self.revision, self.changedAt, self.firstDay, self.unlisted) = (revision, changedAt, firstDay, unlisted)
    }
}

/// What has changed in figures, as of one moment. A block of days before the first one that is held by itself stands on its last day.
package struct FigureReading: Sendable {
    package let position: FigurePosition
    /// Days of which `rows` has all there is.
    package private(set) var days: [(basis: FigureBasis, day: Int)] = []
    package private(set) var rows: [FigureRow] = []
    /// What came to what is held, or with a count below 0 went from it.
    package private(set) var additions: [FigureRow] = []

    /// Days as they are now.
    package init(position: FigurePosition, days: [(basis: FigureBasis, day: Int)], rows: [FigureRow]) {
        (self.position, self.days, self.rows) = (position, days, rows)
    }

    /// By how much they have changed.
    package init(position: FigurePosition, additions: [FigureRow] = []) {
        (self.position, self.additions) = (position, additions)
    }
}

/// Reads figures as they are counted.
package struct FigureReader: Sendable {
    /// Days of a block, which are summed together.
    package static let block = 50
    /// Days that are summed in one statement, which has to fit the limits of one.
    private static let daysAtOnce = 5
    /// More days than that are not read besides an answer, and no more changes: other boundaries change hundreds at once, again and again.
    private static let mostDays = 5
    private static let mostChanges = 20_000

    let pool: ConnectionPool

    /// `database` reads what is public, or more.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// The days of a stretch that have changed, summed for each object.
    package func days(changedSince held: FigureHolding, within stretch: Range<Int>) async throws(StoreError) -> FigureReading {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let position = try Self.position(on: connection)
                let days = try Self.changedDays(since: held, on: connection).filter { stretch.contains($0.day) }
                return try Self.read(days, at: position, for: held, on: connection)
            }
        }
    }

    /// The days of a stretch as they are, and what has changed in all that is held, as of one moment; nil for what has as in `changes`.
    package func days(
        within stretch: Range<Int>,
        changesSince held: FigureHolding
    ) async throws(StoreError) -> (changes: FigureReading?, days: FigureReading) {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let news = try Self.news(since: held, on: connection)
                let all = FigureHolding(revision: -1, firstDay: held.firstDay, unlisted: held.unlisted)
                let days = try Self.changedDays(since: all, on: connection).filter { stretch.contains($0.day) }
                let position = try Self.position(on: connection)
                return (
                    try Self.read(news, for: held, on: connection),
                    try Self.read(days, at: position, for: all, on: connection)
                )
            }
        }
    }

    /// What has changed, summed for each object; nil where what is held is not of this database, which was restored or counts anew.
    package func changes(since held: FigureHolding) async throws(StoreError) -> FigureReading? {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let news = try Self.news(since: held, on: connection)
                return try Self.read(news, for: held, on: connection)
            }
        }
    }

    /// Where what has changed is found.
    private enum News {
        /// In the changes that are kept, so many.
        case changes(FigurePosition, count: Int)
        /// Not all of these are kept: in the days that have changed.
        case days(FigurePosition, [ChangedDay])
        /// Nowhere: there was another revision of that number.
        case unknown

        /// Whether it can be read besides an answer.
        var isShort: Bool {
            switch self {
            case .changes(_, let count): count <= mostChanges
            case .days(_, let days): days.count <= mostDays
            case .unknown: true
            }
        }
    }

    private typealias ChangedDay = (basis: String, day: Int)

    private static func news(since held: FigureHolding, on connection: isolated Connection) throws -> News {
        let answers = try connection.pipeline([positionQuery, FigureChange.extent(since: held.revision)])
        let position = try Self.position(answers[0])
        let kept = try answers[1].first((Int64, Int, Instant?).self)
        if let made = kept?.2, let changedAt = held.changedAt, made != changedAt { return .unknown }
        if let kept, kept.0 == position.revision - held.revision { return .changes(position, count: kept.1) }
        return .days(position, try changedDays(since: held, on: connection))
    }

    private static func changedDays(since held: FigureHolding, on connection: isolated Connection) throws -> [ChangedDay] {
        try connection.query(
            "SELECT basis, day - date '1970-01-01' FROM figure_changed_day WHERE revision > \(held.revision) ORDER BY day",
            as: (String, Int32).self
        ).map { ($0.0, Int($0.1)) }
    }

    private static func read(_ news: News, for held: FigureHolding, on connection: isolated Connection) throws -> FigureReading? {
        switch news {
        case .unknown: nil
        case .changes(let position, count: 0): FigureReading(position: position)
        case .changes(let position, _): FigureReading(position: position, additions: try additions(since: held, on: connection))
        case .days(let position, let days): try read(days, at: position, for: held, on: connection)
        }
    }

    private static func read(
        _ changed: [ChangedDay],
        at position: FigurePosition,
        for held: FigureHolding,
        on connection: isolated Connection
    ) throws -> FigureReading {
        var days: [(basis: FigureBasis, day: Int)] = []
        var rows: [FigureRow] = []
        for basis in FigureBasis.allCases {
            let numbers = changed.filter { $0.basis == basis.rawValue }.map(\.day)
            let single = numbers.filter { $0 >= held.firstDay }
            for start in stride(from: 0, to: single.count, by: daysAtOnce) {
                let some = single[start..<min(start + daysAtOnce, single.count)]
                rows += try sums(basis, some.map(Int32.init), held.unlisted.sorted(), on: connection)
            }
            let blocks = Set(numbers.filter { $0 < held.firstDay }.map { $0 / block * block })
            let ends = blocks.map { min($0 + block, held.firstDay) }.sorted()
            for end in ends { rows += try stocks(basis, (end - 1) / block * block..<end, held.unlisted.sorted(), on: connection) }
            days += (single + ends.map { $0 - 1 }).map { (basis, $0) }
        }
        return FigureReading(position: position, days: days, rows: rows)
    }

    /// Answers of the database alone, and what has changed in all that is held, as of one moment; nil for what has where that is too much to
    /// be read by whoever asks.
    package func answers(
        to queries: [FigureQuery],
        since held: FigureHolding
    ) async throws(StoreError) -> (reading: FigureReading?, tallies: [[String?: Tally]]) {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let news = try Self.news(since: held, on: connection)
                let reading = news.isShort ? try Self.read(news, for: held, on: connection) : nil
                return (reading, try connection.pipeline(queries.map(\.query)).map(FigureQuery.tallies))
            }
        }
    }

    /// How far counting is, and the first day, since 1970, of which anything was counted; nil: of none.
    package func bounds() async throws(StoreError) -> (position: FigurePosition, firstDay: Int?) {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let first = try connection.query("SELECT min(day) - date '1970-01-01' FROM figure_changed_day", as: Int32?.self).first
                return (try Self.position(on: connection), first.flatMap(\.self).map(Int.init))
            }
        }
    }

    static let positionQuery: SQL = "SELECT position, event_at, revision, changed_at, hours_from FROM figure_cursor"

    static func position(_ rows: Rows) throws -> FigurePosition {
        guard let row = try rows.first((Int64, Instant?, Int64, Instant, Instant).self) else { throw StoreError.fault("figure_cursor") }
        return FigurePosition(position: row.0, eventAt: row.1, revision: row.2, changedAt: row.3, hoursFrom: row.4)
    }

    static func position(on connection: isolated Connection) throws -> FigurePosition {
        try position(connection.pipeline([positionQuery])[0])
    }
}
