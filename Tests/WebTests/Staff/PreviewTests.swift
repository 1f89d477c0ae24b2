import DatabaseTesting
import Domain
import Foundation
import Testing

@testable import Web

/// What the desk sees of what the public would read, before it does.
@Suite struct PreviewTests {
    @Test func publishingShowsWhatWasPreviewed() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["description": "Ổ gà, gọi 0912 345 678 hoặc nhà bà Lan"])
            let pending = try await api.read(code)
            let text = try #require(pending.string("preview.text"), "\(pending.text)")
            #expect(text.hasPrefix("Ổ gà, gọi [") && !text.contains("0912"))
            #expect(pending.string("preview.redactions.0.kind") == "phone" && pending.number("preview.redactions.0.from") == 10)
            try await api.act("acknowledge", on: code, ["publish": true])
            let published = try await api.read(code)
            #expect(published.string("preview") == "null" && published.string("text") == text, "\(published.text)")
            // What was hidden by hand once is hidden in what comes next, too.
            try await api.act("publish", on: code, ["hide": [["from": 30, "to": 36]]])
            let hidden = try #require(try await api.read(code).string("text"))
            try await api.act("withhold", on: code, ["reason": "Xem lại"])
            #expect(try await api.read(code).string("preview.text") == hidden)
            let unlisted = try await api.filed(["category": "service.conduct"])
            #expect(try await api.read(unlisted, as: .coordinator).string("preview") == "null")
        }
    }
}
