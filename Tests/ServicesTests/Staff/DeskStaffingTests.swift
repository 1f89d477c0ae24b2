import DatabaseTesting
import Domain
import Foundation
import Postgres
import Store
import Testing

@testable import Services

@Suite struct DeskStaffingTests {
    @Test func theCoordinatorHasTheReportUntilSomebodyHasAnAccount() async throws {
        try await Desk.run { desk in
            let (ward, coordinator) = try await desk.wardAndCoordinator()
            try await desk.unstaff(ward)
            let code = try await desk.file()
            #expect(try await desk.place(code) == Place(holder: coordinator, standsInFor: ward))
            let due = try await desk.clock("acknowledge", of: code).fire
            try await desk.act(.acknowledge, on: code)
            #expect(try await desk.staffing.move() == DeskStaffing.Round())
            try await desk.database.account("chi-huy", at: try await desk.code(of: ward), [.officer])
            #expect(try await desk.staffing.move().moved == 1)
            #expect(try await desk.place(code) == Place(holder: ward, standsInFor: nil))
            #expect(try await desk.history(code) == "filed routed acknowledged rerouted")
            #expect(due != nil)
            #expect(try await desk.staffing.move() == DeskStaffing.Round())
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    @Test func aFilingSaysWhoStandsInForWhomHoweverOftenItIsAsked() async throws {
        try await Desk.run { desk in
            let (ward, coordinator) = try await desk.wardAndCoordinator()
            try await desk.unstaff(ward)
            let submission = ReportSubmission(
                category: "road.pothole",
                description: "Ổ gà",
                pin: Pin(latitude: 21.039446, longitude: 105.836365)
            )
            let key = UUID().uuidString
            let first = try await desk.useCases.filing.file(submission, key: key, body: [])
            try await desk.database.account("chi-huy", at: try await desk.code(of: ward), [.officer])
            let again = try await desk.useCases.filing.file(submission, key: key, body: [])
            for routing in [first.receipt.routing, again.receipt.routing] {
                #expect(routing.agency.id == coordinator && routing.standsInFor?.id == ward && routing.unit?.code == "00004")
                #expect(routing.advice?.vi.isEmpty == false)
            }
            #expect(again.isReplay)
        }
    }

    @Test func aDeskThatLosesItsLastAccountKeepsNothingOpen() async throws {
        try await Desk.run { desk in
            let (ward, coordinator) = try await desk.wardAndCoordinator()
            let codes = [try await desk.file(), try await desk.file(), try await desk.file()]
            try await desk.act(.acknowledge, on: codes[1])
            try await desk.act(.refuse(.spam), on: codes[2])
            try await desk.unstaff(ward)
            #expect(try await desk.staffing.move().moved == 2)
            for code in codes.prefix(2) { #expect(try await desk.place(code) == Place(holder: coordinator, standsInFor: ward)) }
            #expect(try await desk.place(codes[2]) == Place(holder: ward, standsInFor: nil))
            let unstaffed = try await desk.staffing.unstaffed()
            #expect(unstaffed.desks[.committee] == 1 && unstaffed.desks[.police] == 0 && unstaffed.reports == 2)
            try await desk.database.account("tro-lai", at: try await desk.code(of: ward), [.unitAdmin])
            #expect(try await desk.staffing.move().moved == 2)
            for code in codes { #expect(try await desk.place(code) == Place(holder: ward, standsInFor: nil)) }
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    @Test func whatIsPassedToADeskWithoutAnAccountGoesToTheCoordinator() async throws {
        try await Desk.run { desk in
            let (_, coordinator) = try await desk.wardAndCoordinator()
            let police = try await desk.agency("kind = 'police'")
            try await desk.unstaff(police)
            let code = try await desk.file()
            let ward = try await desk.place(code).holder
            await #expect(throws: ServiceError.refused(.unstaffedAgency)) {
                try await desk.act(.acknowledge, on: code)
                try await desk.act(.requestOpinion(agency: police), on: code)
            }
            try await desk.act(.transfer(.agency(police)), on: code)
            #expect(try await desk.place(code) == Place(holder: coordinator, standsInFor: police))
            await #expect(throws: ServiceError.refused(.unstaffedAgency)) { try await desk.act(.transfer(.agency(police)), on: code) }
            // Another desk has it now: nobody stands in for the police any more.
            try await desk.act(.transfer(.agency(ward)), on: code)
            #expect(try await desk.place(code) == Place(holder: ward, standsInFor: nil))
            // Taken back, it is as it was.
            try await desk.act(.undo, on: code, by: .agency(coordinator))
            #expect(try await desk.place(code) == Place(holder: coordinator, standsInFor: police))
            try await desk.act(.decline, on: try await desk.file(), by: .agency(ward))
            #expect(try await desk.staffing.move() == DeskStaffing.Round())
            #expect(try await desk.verification.run().drifts == [])
        }
    }

    /// One of them cannot be moved, its category being gone; the others are, in rounds of their own, by two instances at once.
    @Test func roundsAreBoundedAndGoOnPastWhatCannotBeMoved() async throws {
        try await Desk.run { desk in
            let (ward, coordinator) = try await desk.wardAndCoordinator()
            try await desk.unstaff(ward)
            var codes: [ReportCode] = []
            for index in 0..<9 { codes.append(try await desk.file(index == 4 ? "road.bridge" : "road.pothole")) }
            try await desk.database.account("chi-huy", at: try await desk.code(of: ward), [.officer])
            try await desk.database.pool(.superuser).execute("UPDATE category SET retired_at = now() WHERE code = 'road.bridge'")
            async let one = desk.moveAll(by: 2)
            async let two = desk.moveAll(by: 3)
            let rounds = try await one + two
            #expect(rounds.map(\.moved).reduce(0, +) == 8)
            #expect(Set(rounds.flatMap(\.refused)) == [DeskStaffing.Refusal(code: codes[4], reason: "category_retired")])
            for (index, code) in codes.enumerated() {
                let stays = index == 4
                #expect(try await desk.place(code) == Place(holder: stays ? coordinator : ward, standsInFor: stays ? ward : nil))
                if !stays { #expect(try await desk.history(code) == "filed routed rerouted") }
            }
        }
    }
}

private struct Place: Hashable {
    let holder: UUID
    let standsInFor: UUID?
}

extension Desk {
    fileprivate var staffing: DeskStaffing {
        DeskStaffing(store: StaffingStore(service), actions: useCases.actions)
    }

    /// The desks of what `file` files.
    fileprivate func wardAndCoordinator() async throws -> (ward: UUID, coordinator: UUID) {
        (try await agency("code = 'committee-00004-2025-07-01'"), try await agency("kind = 'coordinator'"))
    }

    fileprivate func unstaff(_ agency: UUID) async throws {
        try await database.pool(.superuser).withTransaction { connection in
            try connection.execute("UPDATE account SET status = 'disabled' WHERE agency_id = \(agency)")
            try connection.execute("UPDATE agency SET staffed_since = NULL WHERE id = \(agency)")
        }
    }

    fileprivate func code(of agency: UUID) async throws -> String {
        try #require(try await database.pool(.superuser).query("SELECT code FROM agency WHERE id = \(agency)", as: String.self).first)
    }

    fileprivate func place(_ code: ReportCode) async throws -> Place {
        let row = try await database.pool(.superuser).query(
            "SELECT agency_id, stands_in_for FROM report WHERE code = \(code.description)",
            as: (UUID, UUID?).self
        ).first
        let (holder, standsInFor) = try #require(row)
        return Place(holder: holder, standsInFor: standsInFor)
    }

    fileprivate func moveAll(by limit: Int) async throws -> [DeskStaffing.Round] {
        var rounds = [try await staffing.move(limit: limit)]
        while let next = rounds.last?.next { rounds.append(try await staffing.move(after: next, limit: limit)) }
        return rounds
    }
}
