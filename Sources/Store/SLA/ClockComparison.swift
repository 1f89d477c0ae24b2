internal import Domain
internal import FoundationEssentials

/// A report's own row, as far as its history says it.
struct StoredHeader {
    typealias Columns = (UUID, String, String, UUID, Int, UUID?, UUID, Int, String, UUID?, UUID?, Instant?, Instant?, Bool)

    let id: UUID
    let code: String
    /// Whether it is told of: reports for practice are not.
    let isCounted: Bool
    private let row: Columns

    init(_ row: Columns) {
        id = row.0
        code = row.1
        isCounted = row.13
        self.row = row
    }

    /// Columns that differ from what the history says.
    func differences(_ course: ReportCourse) -> [ClockDrift.Kind] {
        func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "NULL" }
        let columns: [(String, String, String)] = [
            ("status", row.2, course.status.rawValue), ("agency_id", text(row.3), text(course.holder)),
            ("last_seq", text(row.4), text(course.lastSeq)), ("unit_id", text(row.5), text(course.unit)),
            ("category_id", text(row.6), text(course.classification?.category)),
            ("category_version", text(row.7), text(course.classification?.version)),
            ("severity", row.8, text(course.classification?.severity.rawValue)), ("duplicate_of", text(row.9), text(course.original)),
            ("stands_in_for", text(row.10), text(course.standsInFor)),
            ("due_at", text(row.11), text(course.clocks.nextDeadline?.due)),
            ("breach_at", text(row.12), text(course.clocks.nextDeadline?.breach)),
        ]
        return columns.filter { $0.1 != $0.2 }.map { .report(column: $0.0, stored: $0.1, should: $0.2) }
    }
}

/// What is stored of a report beside what its history says under the rules in force.
struct ClockComparison {
    /// What is stored of a report.
    struct Stored {
        let header: StoredHeader
        let clocks: [ClockRow]
        /// Clocks that were counted with another calendar than they should be.
        let miscounted: [ClockRow.Miscount]
        /// What rows of levels say otherwise than the entries that tell of them.
        let levels: [ClockDrift.Kind]
    }

    /// Every difference.
    private(set) var kinds: [ClockDrift.Kind] = []
    /// Clocks that differ in any way.
    private(set) var clocks: Set<ClockRow.Key> = []
    /// Whether the history could be folded.
    private(set) var isComputed = true

    init(_ stored: Stored, _ courses: StoredCourses, by rules: SLARules) {
        do throws(SLAFault) {
            let history = try courses.course(of: stored.header.id)
            let course = try ReportCourse(history.entries, recorded: history.recorded, by: rules)
            kinds = stored.header.differences(course)
            compare(Dictionary(uniqueKeysWithValues: stored.clocks.map { ($0.key, $0) }), try ClockRow.rows(course.clocks, by: rules))
            clocks.formUnion(stored.miscounted.map(\.key))
            kinds += stored.miscounted.flatMap(\.kinds)
            compare(LevelAudit(recorded: history.recorded, clocks: course.clocks))
            kinds += stored.levels
        } catch {
            isComputed = false
            kinds = [.fault(error)]
        }
    }

    private mutating func compare(_ stored: [ClockRow.Key: ClockRow], _ should: [ClockRow.Key: ClockRow]) {
        let keys = Set(stored.keys).union(should.keys).sorted { ($0.cycle, $0.kind.name) < ($1.cycle, $1.kind.name) }
        for key in keys where stored[key] != should[key] {
            clocks.insert(key)
            switch (stored[key], should[key]) {
            case (let left?, let right?):
                for (left, right) in zip(left.columns, right.columns) where left.value != right.value {
                    kinds.append(.clock(cycle: key.cycle, key.kind, column: left.name, stored: left.value, should: right.value))
                }
            case (nil, _): kinds.append(.missingClock(cycle: key.cycle, key.kind))
            case (_, nil): kinds.append(.surplusClock(cycle: key.cycle, key.kind))
            }
        }
    }

    private mutating func compare(_ audit: LevelAudit) {
        kinds += audit.missing.map { .missingLevel($0.key) }
        kinds += audit.moved.map { .movedLevel($0.event.key, stored: $0.recorded, should: $0.event.passing) }
        kinds += audit.void.map { .surplusLevel($0) }
    }
}
