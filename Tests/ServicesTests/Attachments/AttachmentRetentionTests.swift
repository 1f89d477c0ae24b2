import DatabaseTesting
import Domain
import Foundation
import Postgres
import Store
import Testing

@testable import Services

/// The clock stands at Monday 2026-03-02 08:00 until a test moves it.
@Suite struct AttachmentRetentionTests {
    private static let redacted = ["redacted 1280", "redacted 320", "redacted full"]
    private static let original = ["original 1280", "original 320", "original full"]

    @Test func whatIsHiddenGoesWithThePersonAndWhatIsNotPublicWithTheWords() async throws {
        try await Shelf.run { shelf in
            let (hidden, plain, secret) = (
                try await shelf.picture(), try await shelf.picture(["1", "2", "3"]), try await shelf.picture(["4", "5", "6"])
            )
            let (code, other) = (try await shelf.file([hidden, plain]), try await shelf.file([secret]))
            try await shelf.redact(hidden)
            for command in [ReportCommand.acknowledge, .publish(keeping: []), .resolve] { try await shelf.desk.act(command, on: code) }
            try await shelf.desk.act(.withdraw, on: other)
            #expect(try await shelf.copies(hidden) == Self.original + Self.redacted)
            try await shelf.desk.at("2027-03-03 08:00")
            try await shelf.retain()
            #expect(try await shelf.copies(hidden) == Self.redacted)
            #expect(try await shelf.copies(plain) == Self.original)
            #expect(try await shelf.copies(secret) == Self.original)
            #expect(try await shelf.store.file(hidden, .full, for: .staff)?.file.bytes == "less".utf8.count)
            try await shelf.desk.at("2028-03-03 08:00")
            try await shelf.retain()
            #expect(try await shelf.copies(plain) == Self.original)
            #expect(try await shelf.copies(secret).isEmpty)
            #expect(try await shelf.copies(hidden) == Self.redacted)
            #expect(try await shelf.sweep().objects == 6)
            #expect(try await shelf.files.kept().count == 6)
        }
    }

    /// Redacted after a year, and withheld after two: a day later nothing is left of what nobody is to see any more.
    @Test func whatIsHiddenLateGoesADayLater() async throws {
        try await Shelf.run { shelf in
            let (hidden, shown) = (try await shelf.picture(), try await shelf.picture(["1", "2", "3"]))
            let code = try await shelf.file([hidden, shown])
            for command in [ReportCommand.acknowledge, .publish(keeping: []), .resolve] { try await shelf.desk.act(command, on: code) }
            try await shelf.desk.at("2027-03-03 08:00")
            try await shelf.retain()
            try await shelf.redact(hidden)
            try await shelf.desk.at("2027-03-04 07:59")
            try await shelf.retain()
            // There is time to hide more of it.
            #expect(try await shelf.copies(hidden) == Self.original + Self.redacted)
            try await shelf.redact(hidden)
            try await shelf.desk.at("2027-03-05 07:59")
            try await shelf.retain()
            #expect(try await shelf.copies(hidden) == Self.redacted)
            #expect(try await shelf.copies(shown) == Self.original)
            // The redaction was an act of its own: the words go two years after it.
            try await shelf.desk.at("2029-03-05 08:00")
            try await shelf.retain()
            try await shelf.desk.act(.withhold, on: code)
            try await shelf.retain()
            #expect(try await shelf.copies(shown) == Self.original)
            try await shelf.desk.at("2029-03-06 08:00")
            try await shelf.retain()
            #expect(try await shelf.copies(shown).isEmpty)
            #expect(try await shelf.copies(hidden).isEmpty)
            let due = try await shelf.desk.database.pool(.superuser).query("SELECT pictures_due_at IS NULL FROM report", as: Bool.self)
            #expect(due == [true])
        }
    }

    @Test func whatIsPublishedAgainWithinADayStays() async throws {
        try await Shelf.run { shelf in
            let shown = try await shelf.picture()
            let code = try await shelf.file([shown])
            for command in [ReportCommand.acknowledge, .publish(keeping: []), .resolve] { try await shelf.desk.act(command, on: code) }
            try await shelf.desk.at("2028-03-03 08:00")
            try await shelf.retain()
            for command in [ReportCommand.withhold, .publish(keeping: [])] { try await shelf.desk.act(command, on: code) }
            try await shelf.desk.at("2028-03-04 08:00")
            try await shelf.retain()
            #expect(try await shelf.copies(shown) == Self.original)
        }
    }

    @Test func aLegalHoldKeepsWhatIsHiddenLateTillItIsOver() async throws {
        try await Shelf.run { shelf in
            let hidden = try await shelf.picture()
            let code = try await shelf.file([hidden])
            for command in [ReportCommand.acknowledge, .publish(keeping: []), .resolve] { try await shelf.desk.act(command, on: code) }
            try await shelf.desk.at("2027-03-03 08:00")
            try await shelf.retain()
            let holds = LegalHolds(store: HoldStore(shelf.desk.service))
            let until = hanoi("2027-06-01 00:00")
            _ = try await holds.place(UUID(), on: code, reason: "Tòa án yêu cầu", by: .commandLine(nil), until: until)
            try await shelf.redact(hidden)
            try await shelf.desk.at("2027-05-31 23:59")
            try await shelf.retain()
            #expect(try await shelf.copies(hidden) == Self.original + Self.redacted)
            try await shelf.desk.at("2027-06-01 00:00")
            try await shelf.retain()
            #expect(try await shelf.copies(hidden) == Self.redacted)
        }
    }
}
