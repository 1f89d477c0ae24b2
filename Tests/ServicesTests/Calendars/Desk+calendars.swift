import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

/// Two people who publish, and one who watches.
let lan = name("lan")
let minh = name("minh")
let hoa = name("hoa")

func name(_ text: String) -> PrincipalName {
    guard let name = PrincipalName(text) else { preconditionFailure("a test's name") }
    return name
}

func day(_ text: String) -> CivilDate {
    CivilDate(text) ?? CivilDate(daysSince1970: 0)
}

extension Desk {
    static let office = "hanoi-office"

    var calendars: Calendars {
        Calendars(store: CalendarStore(service), impacts: ImpactStore(service), catalogs: catalogs)
    }

    var approvals: Approvals { Approvals(store: ApprovalStore(service)) }

    var recount: CalendarRecount { CalendarRecount(store: RecountStore(service), calendars: CalendarStore(service), catalogs: catalogs) }

    /// The office calendar with some days closed, for the city or a unit.
    func closing(_ days: String..., unit: UUID? = nil) async throws -> CalendarChange {
        let version = try await calendars.show(Self.office).version
        var change = CalendarChange(calendar: Self.office, unit: unit)
        var exceptions = unit.map { version.overlays[$0]?.exceptions ?? [:] } ?? version.definition.exceptions
        for text in days { exceptions[day(text)] = CalendarException(kind: .special, name: "Bão", decision: "Công điện") }
        change.exceptions = exceptions
        return change
    }

    /// Proposes as one person and approves as another; returns the version.
    @discardableResult
    func correct(_ change: CalendarChange) async throws -> Int {
        guard case .proposed(let approval, _) = try await calendars.publish(change, by: .commandLine(lan), reason: "Bão số 3") else {
            throw CancellationError()
        }
        #expect(try await approvals.decide(approval.id, .approved, by: .commandLine(minh)).decision?.by == minh)
        return try await calendars.show(change.calendar).version.number
    }

    /// Counts anew until there is nothing to do at once: one pass at least over all reports for each publication.
    @discardableResult
    func recountAll(limit: Int = RecountStore.batch) async throws -> Int {
        var clocks = 0
        while true {
            let round = try await recount.round(limit: limit)
            #expect(round.faults.isEmpty)
            clocks += round.clocks
            if !round.hasMore { return clocks }
        }
    }

    /// Counts anew until every publication is carried through. The server's other transactions are waited for, those of other tests too.
    @discardableResult
    func carryThrough() async throws -> Int {
        var clocks = 0
        for _ in 0..<6_000 {
            clocks += try await recountAll()
            let round = try await recount.round()
            clocks += round.clocks
            if round.backlog.publications == 0 { return clocks }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("counting anew does not end")
        return clocks
    }

    /// The id of a unit of today.
    func unit(_ code: String) async throws -> UUID {
        let units = try await database.pool(.superuser).query(
            "SELECT id FROM unit WHERE code = \(code) AND valid_to IS NULL",
            as: UUID.self
        )
        return try #require(units.first)
    }
}
