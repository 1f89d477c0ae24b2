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

    private static func retain(_ shelf: Shelf) async throws {
        _ = try await Retention(store: RetentionStore(shelf.desk.service), policy: RetentionPolicy()).round()
    }

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
            try await Self.retain(shelf)
            #expect(try await shelf.copies(hidden) == Self.redacted)
            #expect(try await shelf.copies(plain) == Self.original)
            #expect(try await shelf.copies(secret) == Self.original)
            #expect(try await shelf.store.file(hidden, .full)?.file.bytes == "less".utf8.count)
            try await shelf.desk.at("2028-03-03 08:00")
            try await Self.retain(shelf)
            #expect(try await shelf.copies(plain) == Self.original)
            #expect(try await shelf.copies(secret).isEmpty)
            #expect(try await shelf.copies(hidden) == Self.redacted)
            #expect(try await shelf.sweep().objects == 6)
            #expect(try await shelf.files.kept().count == 6)
        }
    }
}
