internal import Domain
internal import FoundationEssentials
internal import JSON

/// What events say, as JSON. Never holds personal data.
enum EventRecord {
    static func read<Record: Decodable>(_ text: String) throws -> Record {
        try JSONDecoder().decode(Record.self, from: Data(text.utf8))
    }
}

/// `filed`: what was reported and which clocks were set.
struct FiledRecord: Decodable, JSONWritable {
    /// A clock as it was set; instants are seconds since 1970.
    struct ClockRecord: Decodable, JSONWritable {
        let state: String
        let targetSeconds: Int64?
        var countsFrom: Int64?
        var due: Int64?
        var breach: Int64?
        var projectedDue: Int64?

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("state", state)
                json.member("targetSeconds", targetSeconds)
                json.member("countsFrom", countsFrom)
                json.member("due", due)
                json.member("breach", breach)
                json.member("projectedDue", projectedDue)
            }
        }
    }

    let category: UUID
    let categoryVersion: Int
    let severity: String
    let channel: String
    let policy: UUID
    let calendar: String
    let calendarVersion: Int
    let acknowledge: ClockRecord
    let resolve: ClockRecord

    init(_ plan: FilingPlan) {
        category = plan.draft.category.id
        categoryVersion = plan.draft.category.version
        severity = plan.draft.treatment.severity.rawValue
        channel = plan.draft.channel.rawValue
        policy = plan.policy.id
        calendar = plan.policy.calendarKey
        calendarVersion = plan.calendarVersion
        acknowledge = ClockRecord(plan.acknowledge)
        resolve = ClockRecord(plan.resolve)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("category", category)
            json.member("categoryVersion", categoryVersion)
            json.member("severity", severity)
            json.member("channel", channel)
            json.member("policy", policy)
            json.member("calendar", calendar)
            json.member("calendarVersion", calendarVersion)
            json.member("acknowledge", acknowledge)
            json.member("resolve", resolve)
        }
    }
}

extension FiledRecord.ClockRecord {
    init(_ clock: ReportClock) {
        self.init(
            state: clock.state.rawValue,
            targetSeconds: clock.targetSeconds,
            countsFrom: clock.countsFrom?.secondsSince1970,
            due: clock.deadline?.due.secondsSince1970,
            breach: clock.deadline?.breach.secondsSince1970,
            projectedDue: clock.projectedDue?.secondsSince1970
        )
    }

    var view: ClockView? {
        guard let state = ClockState(rawValue: state) else { return nil }
        return ClockView(
            state: state,
            due: due.map { Instant(secondsSince1970: $0) },
            projectedDue: projectedDue.map { Instant(secondsSince1970: $0) },
            countsFrom: countsFrom.map { Instant(secondsSince1970: $0) }
        )
    }
}

/// `routed`: to whom, how that was found, and what else it might have been.
struct RoutedRecord: Decodable, JSONWritable {
    /// Another unit and the metres to its border.
    struct Candidate: Decodable, JSONWritable {
        let unit: UUID
        let distanceM: Double

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("unit", unit)
                json.member("distanceM", distanceM)
            }
        }
    }

    let unit: UUID?
    let agency: UUID
    let standsInFor: UUID?
    let method: String
    let confidence: String
    let boundaryVersion: UUID?
    let distanceToBorderM: Double?
    let candidates: [Candidate]
    let outside: Bool

    init(_ routing: RoutingDecision) {
        unit = routing.unit?.id
        agency = routing.agency.id
        standsInFor = routing.standsInFor?.id
        method = routing.method.rawValue
        confidence = routing.confidence.rawValue
        boundaryVersion = routing.boundaryVersion?.id
        distanceToBorderM = routing.distanceToBorderM
        candidates = routing.candidates.map { Candidate(unit: $0.unit.id, distanceM: $0.distanceM) }
        outside = routing.isOutside
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("unit", unit)
            json.member("agency", agency)
            json.member("standsInFor", standsInFor)
            json.member("method", method)
            json.member("confidence", confidence)
            json.member("boundaryVersion", boundaryVersion)
            json.member("distanceToBorderM", distanceToBorderM)
            json.array("candidates", candidates)
            json.member("outside", outside)
        }
    }
}

extension RoutingDecision {
    /// The decision an event tells of; nil when it names a unit or desk the catalogue does not know.
    init?(_ record: RoutedRecord, version: BoundaryVersionSummary?, catalog: ReferenceCatalog) {
        guard let agency = catalog.agencies[record.agency], let method = RoutingMethod(rawValue: record.method),
            let confidence = RoutingConfidence(rawValue: record.confidence)
        else { return nil }
        self.init(
            unit: record.unit.flatMap { catalog.units[$0] },
            agency: agency,
            standsInFor: record.standsInFor.flatMap { catalog.agencies[$0] },
            method: method,
            confidence: confidence,
            boundaryVersion: version,
            distanceToBorderM: record.distanceToBorderM,
            candidates: record.candidates.compactMap { candidate in
                catalog.units[candidate.unit].map { RoutingCandidate(unit: $0, distanceM: candidate.distanceM) }
            },
            isOutside: record.outside
        )
    }
}
