import DatabaseTesting
import Domain
import Foundation
import Postgres
import Store
import Testing

@testable import Services

/// The clock stands at Monday 2026-03-02 08:00 until a test moves it.
@Suite struct RetentionTests {
    @Test func aYearAfterItsEndNobodyCanTellWhoReported() async throws {
        try await Desk.run { desk in
            let (over, open) = (try await desk.fileNamed(), try await desk.fileNamed())
            try await desk.act(.withdraw, on: over)
            try await desk.at("2027-03-01 08:00")
            #expect(try await desk.retain().persons == 0)
            try await desk.at("2027-03-02 08:01")
            #expect(try await desk.retain().persons == 1)
            #expect(try await desk.kept(over) == Kept(person: 0, place: false, words: "Gọi 0912345678, nhà bà Mận", version: 3))
            #expect(try await desk.kept(open) == Kept(person: 4, place: true, words: "Gọi 0912345678, nhà bà Mận", version: 1))
            #expect(try await desk.retain() == RetentionStep())
            let told = try await desk.database.pool(.superuser).query(
                "SELECT object FROM audit_entry WHERE action = 'person_erased' AND details ->> 'why' = 'retention'",
                as: String.self
            )
            #expect(told == [over.description])
        }
    }

    @Test func whatWasWrittenIsReducedToWhatMightBePublished() async throws {
        try await Desk.run { desk in
            let code = try await desk.fileNamed()
            try await desk.act(.withdraw, on: code)
            try await desk.at("2028-03-02 08:01")
            #expect(try await desk.retain().words == 1)
            #expect(try await desk.kept(code).words == "Gọi [đã ẩn số điện thoại], nhà bà Mận")
        }
    }

    @Test func aLegalHoldKeepsEverythingUntilItIsLiftedOrOver() async throws {
        try await Desk.run { desk in
            let (lifted, over) = (try await desk.fileNamed(), try await desk.fileNamed())
            for code in [lifted, over] { try await desk.act(.withdraw, on: code) }
            let person = try #require(PrincipalName("phap-che"))
            let hold = try await desk.holds.place(UUID(), on: lifted, reason: "Tòa án yêu cầu", by: .commandLine(person), until: nil).hold
            _ = try await desk.holds.place(
                UUID(),
                on: over,
                reason: "Thanh tra",
                by: .commandLine(person),
                until: hanoi("2027-06-01 00:00")
            )
            try await desk.at("2027-03-03 08:00")
            #expect(try await desk.retain().persons == 0)
            try await desk.holds.lift(hold.id, reason: "Vụ việc đã kết thúc", by: .commandLine(person))
            await #expect(throws: ServiceError.notFound) { try await desk.holds.lift(UUID(), reason: "Nhầm", by: .commandLine(person)) }
            #expect(try await desk.retain().persons == 1)
            try await desk.at("2027-06-01 00:00")
            #expect(try await desk.retain().persons == 1)
            #expect(try await desk.holds.list(limit: 10).isEmpty)
        }
    }

    @Test func roundsAreBoundedAndTwoAtOnceShareTheWork() async throws {
        try await Desk.run { desk in
            for _ in 0..<12 { try await desk.act(.withdraw, on: try await desk.fileNamed()) }
            try await desk.at("2027-03-03 08:00")
            let retention = desk.retention
            let first = try await retention.round(limit: 5)
            #expect(first.persons == 5 && first.hasMore)
            let erased = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await retention.round(limit: 5).persons } }
                return try await group.reduce(first.persons, +)
            }
            #expect(erased == 12)
        }
    }

    @Test func keysOfFilingsGoAfterSevenDays() async throws {
        try await Desk.run { desk in
            _ = try await desk.file()
            try await desk.at("2026-03-09 07:59")
            #expect(try await desk.retain().keys == 0)
            try await desk.at("2026-03-09 08:00")
            #expect(try await desk.retain().keys == 1)
        }
    }
}

/// What is left of a report.
private struct Kept: Equatable {
    /// Sealed columns, and the key.
    let person: Int
    let place: Bool
    let words: String
    let version: Int
}

extension Desk {
    fileprivate var retention: Retention { Retention(store: RetentionStore(service), policy: RetentionPolicy()) }

    fileprivate var holds: LegalHolds { LegalHolds(store: HoldStore(service)) }

    fileprivate func retain() async throws -> RetentionStep {
        var step = try await retention.round()
        // Keys of filings have a test of their own.
        if step.persons + step.words + step.requesters > 0 { step.keys = 0 }
        return step
    }

    fileprivate func fileNamed() async throws -> ReportCode {
        var submission = ReportSubmission(
            category: "road.pothole",
            description: "Gọi 0912345678, nhà bà Mận",
            pin: Pin(latitude: 21.039446, longitude: 105.836365)
        )
        submission.reporter = ReportSubmission.Reporter(name: "Bà Mận", phone: "0912345678")
        let filing = try await useCases.filing.file(submission, key: UUID().uuidString, body: [])
        guard case .code(let code) = ReportCode.read(filing.receipt.code) else { throw CancellationError() }
        return code
    }

    fileprivate func kept(_ code: ReportCode) async throws -> Kept {
        let row = try await database.pool(.superuser).query(
            """
            SELECT num_nonnulls(data_key, name_sealed, phone_sealed, phone_lookup), point IS NOT NULL, description, version
            FROM report
            JOIN report_private AS private ON private.report_id = report.id
            JOIN report_content AS content ON content.report_id = report.id
            WHERE code = \(code.description)
            """,
            as: (Int, Bool, String, Int).self
        ).first
        let (person, place, words, version) = try #require(row)
        return Kept(person: person, place: place, words: words, version: version)
    }
}
