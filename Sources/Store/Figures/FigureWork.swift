internal import Domain
internal import FoundationEssentials
internal import Postgres

/// What there is to count in a step.
struct FigureWork {
    /// A report that cannot be counted is tried again after so many seconds.
    private static let putOffSeconds: Int64 = 600

    private let now: Instant
    private let cursor: FigureCursor
    /// The boundaries in force.
    private let boundaryVersion: UUID?
    private let events: [(position: Int64, report: UUID, at: Instant)]
    private let stale: [UUID]
    /// Reports to be looked up by other boundaries; nil: all have been.
    private let remapped: [UUID]?
    private let limit: Int
    private let others: Int

    /// Takes at most `limit` events, and `others` of each kind of reports besides.
    init(_ ground: FigureGround, limit: Int, others: Int, on connection: isolated Connection) throws {
        (cursor, now, boundaryVersion) = (ground.cursor, ground.now, ground.boundaryVersion)
        (self.limit, self.others) = (limit, others)
        let answers = try connection.pipeline([
            FigureStore.nextQuery(after: cursor.position, limit: limit),
            FigureStore.staleQuery(others),
        ])
        events = try answers[0].decode((Int64, UUID, Instant).self).map { ($0.0, $0.1, $0.2) }
        stale = try answers[1].decode(UUID.self)
        let start = cursor.boundaryVersion == boundaryVersion ? cursor.remappedTo : FigureCursor.beginning
        remapped = try start.map { try connection.query(FigureStore.remapQuery(after: $0, limit: others), as: UUID.self) }
    }

    /// Counts it.
    func run(by rules: SLARules, on connection: isolated Connection) throws -> FigureStep {
        var step = FigureStep()
        var next = cursor
        next.position = events.last?.position ?? cursor.position
        next.boundaryVersion = boundaryVersion
        if let remapped { next.remappedTo = remapped.count == others ? remapped.last : nil }
        next.hoursFrom = max(cursor.hoursFrom, HanoiDay(HanoiDay(containing: now).date.adding(days: -FigureStore.daysOfHours)).from)
        step.position = next.position
        step.events = events.count
        step.lagSeconds = events.first.map { Int(max(0, $0.at.seconds(to: now))) } ?? 0
        step.hasMore = events.count == limit || stale.count == others || next.remappedTo != nil
        let reports = Set(events.map(\.report)).union(stale).union(remapped ?? [])
        var isNewer = !events.isEmpty || next.hoursFrom != cursor.hoursFrom
        step.faults = try connection.inParts(reports.sorted()) { connection, reports in
            let batch = try FigureBatch(
                reports,
                to: next.position,
                boundaryVersion: boundaryVersion,
                by: rules,
                on: connection
            )
            var write = batch.write(hoursFrom: cursor.hoursFrom)
            try write.run(cursor.revision + 1, on: connection)
            isNewer = isNewer || !write.isEmpty
            return batch.faults
        }
        guard isNewer || next.remappedTo != cursor.remappedTo || next.boundaryVersion != cursor.boundaryVersion || !step.faults.isEmpty
        else { return step }
        if isNewer { next.revision += 1 }
        var statements = [next.update(eventAt: events.last?.at)]
        if isNewer { statements.append(FigureChange.complete(next.revision)) }
        if next.hoursFrom != cursor.hoursFrom { statements.append("DELETE FROM figure_hour WHERE hour < \(next.hoursFrom)") }
        if !step.faults.isEmpty { statements.append(Self.putOff(step.faults.map(\.report), to: now.adding(seconds: Self.putOffSeconds))) }
        _ = try connection.pipeline(statements)
        return step
    }

    private static func putOff(_ reports: [UUID], to instant: Instant) -> SQL {
        """
        INSERT INTO figure_stale (report_id, due_at)
        SELECT report_id, \(instant)
        FROM unnest(\(reports)) AS report (report_id)
        ON CONFLICT (report_id) DO UPDATE SET due_at = excluded.due_at
        """
    }
}
