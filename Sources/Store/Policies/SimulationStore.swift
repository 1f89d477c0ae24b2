package import Domain
internal import FoundationEssentials
internal import Postgres

/// What a simulation came to, and how far it looked.
package struct SimulationResult: Sendable {
    /// The figures.
    package let simulation: PolicySimulation
    /// Reports looked at, the newest first, whether the policy is for them or not.
    package let examined: Int
    /// Whether it has all reports that were asked for: neither the limit of those looked at nor the time was up before.
    package let isComplete: Bool
    /// The instant everything is as of.
    package let now: Instant
}

/// How much a simulation may take.
package struct SimulationLimits: Sendable {
    /// Reports looked at for those that are meant.
    package let examined: Int
    /// In all; what is found by then is told.
    package let duration: Duration

    package init(examined: Int, duration: Duration) {
        self.examined = examined
        self.duration = duration
    }

    /// For requests: somebody is waiting, and others wait for the connection.
    package static let request = SimulationLimits(examined: 100_000, duration: .seconds(10))
    /// For commands an operator runs.
    package static let administration = SimulationLimits(examined: 5_000_000, duration: .seconds(600))
}

/// Tries policies on past reports. Changes nothing.
package struct SimulationStore: Sendable {
    private let pool: ConnectionPool
    private let limits: SimulationLimits

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool, limits: SimulationLimits = .request) {
        pool = service.pool
        self.limits = limits
    }

    /// Reports read at once, and histories folded at once: what is held in memory.
    static let page = 1_000
    static let batch = 200

    /// Folds the last reports that the policy would have been chosen for, the newest first, on one snapshot. The folding is done on the
    /// connection's own thread, so that nothing else waits for it. nil if the catalogue is not of the tables' epoch.
    package func simulate(_ request: SimulationRequest, _ catalog: ReferenceCatalog) async throws(StoreError) -> SimulationResult? {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                try connection.execute("SET TRANSACTION READ ONLY")
                let state = try connection.query("SELECT instant_now(), epoch FROM reference_state", as: (Instant, Int).self).first
                guard let (now, epoch) = state else { throw StoreError.fault("reference state") }
                guard epoch == catalog.epoch else { return nil }
                var walk = SimulationWalk(request, at: now, catalog, limits: limits)
                while walk.goesOn {
                    try Task.checkCancellation()
                    try walk.take(
                        try connection.query(
                            Self.page(request, categories: walk.categories, after: walk.last),
                            as: ReportPoint.Columns.self
                        )
                        .map(ReportPoint.init),
                        on: connection
                    )
                }
                return walk.result
            }
        }
    }

    /// The next reports, the newest first, that may be meant by what stands in their own rows.
    static func page(_ request: SimulationRequest, categories: [UUID], after last: ReportPoint?) -> SQL {
        """
        SELECT id, code, created_at, category_id, severity, unit_id
        FROM report
        WHERE \(SQL.isCounted)
            AND (created_at, id) < (\(last?.at ?? .latest), \(last?.id ?? Self.lastID))
            AND created_at >= \(request.from ?? .earliest)
            AND created_at < \(request.to ?? .latest)
            AND category_id = ANY (\(categories))
            AND (\(request.policy.scope.severity?.rawValue)::text IS NULL OR severity = \(request.policy.scope.severity?.rawValue))
            AND (\(request.policy.scope.unit) IS NULL OR unit_id = \(request.policy.scope.unit))
            AND (\(request.unit) IS NULL OR unit_id = \(request.unit))
        ORDER BY created_at DESC, id DESC
        LIMIT \(Self.page)
        """
    }

    private static let lastID = UUID(
        uuid: (255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)
    )
}

/// A report as a simulation comes by it.
struct ReportPoint: Sendable {
    typealias Columns = (UUID, String, Instant, UUID, String, UUID?)

    let id: UUID
    let code: String
    let at: Instant
    let category: UUID
    let severity: Severity
    let unit: UUID?

    init(_ row: Columns) throws {
        guard let severity = Severity(rawValue: row.4) else { throw StoreError.fault("report \(row.0)") }
        id = row.0
        code = row.1
        at = row.2
        category = row.3
        self.severity = severity
        unit = row.5
    }
}

/// A simulation under way.
private struct SimulationWalk {
    let categories: [UUID]
    private(set) var last: ReportPoint?
    private(set) var goesOn = true
    private var simulation: PolicySimulation
    private var reach: PolicyReach
    private var examined = 0
    private var chosen = 0
    private var isComplete = true
    private let wanted: Int
    private let now: Instant
    private let limits: SimulationLimits
    private let began = ContinuousClock.now

    init(_ request: SimulationRequest, at now: Instant, _ catalog: ReferenceCatalog, limits: SimulationLimits) {
        reach = PolicyReach(of: request.policy, within: request.category, in: catalog)
        categories = reach.categories
        simulation = PolicySimulation(of: request.policy, at: now, by: catalog.rules)
        wanted = request.reports
        self.now = now
        self.limits = limits
    }

    var result: SimulationResult {
        SimulationResult(simulation: simulation, examined: examined, isComplete: isComplete, now: now)
    }

    mutating func take(_ page: [ReportPoint], on connection: isolated Connection) throws {
        var meant: [ReportPoint] = []
        for report in page where chosen + meant.count < wanted {
            examined += 1
            last = report
            if reach.contains(category: report.category, severity: report.severity, unit: report.unit) { meant.append(report) }
        }
        chosen += meant.count
        for start in stride(from: 0, to: meant.count, by: SimulationStore.batch) where hasTime {
            try fold(meant[start..<min(start + SimulationStore.batch, meant.count)], on: connection)
        }
        let isAtEnd = page.count < SimulationStore.page || chosen == wanted
        goesOn = !isAtEnd && examined < limits.examined && hasTime
        isComplete = isAtEnd && chosen == simulation.reports + simulation.uncomputed
    }

    private mutating func fold(_ reports: ArraySlice<ReportPoint>, on connection: isolated Connection) throws {
        let rows = try connection.query(CourseRead.entries(of: reports.map(\.id)), as: CourseRead.EntryColumns.self)
        let histories = Dictionary(grouping: rows, by: \.0)
        for report in reports {
            simulation.add(try (histories[report.id] ?? []).map { try HistoryEntry($0).clockEvent }, of: report.code)
        }
    }

    private var hasTime: Bool { began.duration(to: .now) < limits.duration }
}
