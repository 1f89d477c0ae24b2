import DatabaseTesting
import Testing

@testable import Web

/// What no report may be a duplicate of, and what whoever asks is told. The clock stands at Monday 2026-03-02 08:00.
@Suite struct DuplicateRefusalTests {
    /// Its reporter would read an answer that was given before they asked, and could not dispute it.
    @Test(arguments: ["resolve", "close", "refuse", "withdraw"]) func nothingVanishesIntoWhatHasEnded(by ending: String) async throws {
        try await APITest.run(.standingCity) { api in
            let (old, new) = (try await api.filedReport(), try await api.filedReport())
            switch ending {
            case "refuse": try await api.act("refuse", on: old.code, ["code": "spam", "explanation": "x"])
            case "withdraw": _ = try await api.reporter("withdraw", on: old)
            default: try await api.resolve(old)
            }
            if ending == "close" { _ = try await api.reporter("feedback", on: old, ["rating": "satisfied"]) }
            for officer in [Officer.desk, .coordinator] {
                let refused = try await api.act("mark_duplicate", on: new.code, ["of": old.code], by: officer)
                #expect(refused.status == 409 && refused.string("rule") == "original_ended", "\(refused.text)")
            }
            let read = try await api.read(new.code)
            #expect(read.string("status") == "submitted" && read.string("sla.acknowledge.state") == "running")
        }
    }

    @Test func whateverIsWrongWithTheOriginalIsTold() async throws {
        try await APITest.run(.standingCity) { api in
            let (original, copy, code) = (try await api.filed(), try await api.filed(), try await api.filed())
            let elsewhere = try await api.filed(["location": ["lat": 21.0285, "lon": 105.8542]])
            try await api.act("mark_duplicate", on: copy, ["of": original])
            let duplicate = try await api.act("mark_duplicate", on: code, ["of": copy])
            #expect(duplicate.status == 409 && duplicate.string("rule") == "original_is_duplicate", "\(duplicate.text)")
            #expect(duplicate.string("detail")?.contains(original) == true, "\(duplicate.text)")
            #expect(try await api.act("mark_duplicate", on: code, ["of": code]).string("rule") == "own_original")
            let other = try await api.act("mark_duplicate", on: code, ["of": elsewhere])
            #expect(other.status == 409 && other.string("rule") == "original_elsewhere", "\(other.text)")
            #expect(try await api.act("mark_duplicate", on: code, ["of": "HN-26-7K3F9Q-3"]).refusals == ["/of unknown_report"])
            let typo = String(original.dropLast()) + (original.last == "0" ? "1" : "0")
            #expect(try await api.act("mark_duplicate", on: code, ["of": typo]).refusals == ["/of check_digit"])
            #expect(try await api.act("mark_duplicate", on: code, ["of": "x"]).refusals == ["/of unknown_report"])
        }
    }

    @Test func aListSaysHowManyAreAnsweredTogether() async throws {
        try await APITest.run(.standingCity) { api in
            let (original, copies) = (try await api.filed(), [try await api.filed(), try await api.filed()])
            for copy in copies { try await api.act("mark_duplicate", on: copy, ["of": original]) }
            let list = try await api.get("/v1/staff/reports?status=submitted", Officer.desk.headers)
            #expect(list.count("items") == 1 && list.number("items.0.duplicates") == 2, "\(list.text)")
        }
    }
}
