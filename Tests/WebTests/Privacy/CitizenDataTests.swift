import DatabaseTesting
import Foundation
import Postgres
import Services
import Testing

/// Who has signed in is kept too, beside what they have reported.
@Suite struct CitizenDataTests {
    private static let phone = "0912 345 678"
    private static let other = "0987 654 321"

    @Test func aPersonIsToldWhatIsKeptOfTheirSignIns() async throws {
        try await APITest.run(.standingCity) { api in
            let session = try await api.signInCitizen(Self.phone)
            _ = try await api.signInCitizen(Self.phone)
            _ = try await api.signInCitizen(Self.other)
            let mine = try #require(try await api.file(headers: session).string("code"))
            // Filed while signed in, for somebody else.
            let forAnother = try #require(try await api.file(["reporter": ["phone": "0901234567"]], headers: session).string("code"))
            let id = try await api.asked(#"{"kind":"access","requester":{"phone":"+84912345678"}}"#)
            let read = try await api.get("/v1/admin/data-requests/\(id)", Officer.coordinator.headers)
            #expect(read.count("citizens") == 1 && read.string("citizens.0.issuer") == "null" && read.count("held") == 0)
            #expect(read.string("reports.0") == mine && read.string("reports.1") == forAnother && read.count("reports") == 2)
            let export = try await api.get("/v1/admin/data-requests/\(id)/export", Officer.coordinator.headers)
            #expect(export.status == 200 && export.count("citizens") == 1, "\(export.text)")
            #expect(export.string("citizens.0.phone") == "+84912345678" && export.count("citizens.0.sessions") == 2)
            #expect(export.string("citizens.0.sessions.0.created_at") != nil && export.string("citizens.0.since") != nil)
            #expect(!export.text.contains("987654321") && !export.text.contains("hnz_") && !export.text.contains("digest"))
            let told = try await api.database.pool(.superuser).query(
                """
                SELECT object = citizen.id::text
                FROM audit_entry
                JOIN citizen ON citizen.phone_lookup = (SELECT phone_lookup FROM data_request WHERE id = \(UUID(uuidString: id)))
                WHERE action = 'private_export'
                    AND object_kind = 'citizen'
                    AND details ->> 'request' = \(id)
                """,
                as: Bool.self
            )
            #expect(told == [true])
        }
    }

    @Test func anErasureTakesTheCitizenTheirSessionsAndTheLinkFromReports() async throws {
        try await APITest.run(.standingCity) { api in
            let (session, others) = (try await api.signInCitizen(Self.phone), try await api.signInCitizen(Self.other))
            let code = try #require(try await api.file(headers: session).string("code"))
            _ = try await api.file(headers: others)
            let (id, approval) = try await api.proposedErasure(#"{"phone":"0912345678"}"#)
            let decided = try await api.decide(approval, by: .deputy)
            #expect(decided.status == 200 && decided.count("proposal.citizens") == 1 && decided.string("proposal.reports.0") == code)
            #expect(try await api.get("/v1/me/reports", session).status == 401)
            #expect(try await api.get("/v1/me/reports", others).count("items") == 1)
            let kept = try await api.database.pool(.superuser).query(
                """
                SELECT ARRAY[
                    (SELECT count(*) FROM citizen), (SELECT count(*) FROM citizen_session),
                    (SELECT count(*) FROM report_private WHERE citizen_id IS NOT NULL),
                    (SELECT count(*) FROM audit_entry WHERE action = 'citizen_erased' AND details ->> 'why' = \(id))
                ]
                """,
                as: [Int].self
            )
            #expect(kept == [[1, 1, 1, 1]])
            let after = try await api.get("/v1/admin/data-requests/\(id)", Officer.coordinator.headers)
            #expect(after.string("state") == "fulfilled" && after.count("reports") == 0 && after.count("citizens") == 0)
            // They may come back, as somebody new.
            let anew = try await api.signInCitizen(Self.phone, from: "203.0.113.9")
            #expect(try await api.get("/v1/me/reports", anew).count("items") == 0)
        }
    }

    /// A document may be about the person; what it is called by stays.
    @Test func whatDocumentsSayOfSomebodyGoesWithThem() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport(["reporter": ["phone": Self.phone]])
            try await api.act("acknowledge", on: report.code)
            let document = [
                "number": "127/QĐ-UBND", "date": "2026-03-01", "issuer": "UBND phường Ba Đình", "title": "Biên bản với chủ số 0912345678",
            ]
            try await api.act("resolve", on: report.code, ["summary": "Đã vá ổ gà, gọi 0912345678", "documents": [document]])
            let (_, approval) = try await api.proposedErasure(#"{"phone":"0912345678"}"#)
            #expect(try await api.decide(approval, by: .deputy).status == 200)
            let left = try await api.read(report.code, as: .coordinator)
            #expect(left.string("history.3.documents.0.title") == "Biên bản với chủ số [đã ẩn số điện thoại]", "\(left.text)")
            #expect(left.string("history.3.documents.0.number") == "127/QĐ-UBND")
            #expect(left.string("history.3.texts.summary") == "Đã vá ổ gà, gọi [đã ẩn số điện thoại]")
            for table in ["report_event_document", "report_event_text", "report_content"] {
                #expect(try await api.database.hits(table, of: ["912345678"]) == 0, "\(table)")
            }
        }
    }

    /// Also of whoever has never reported anything.
    @Test func whoHasOnlySignedInIsErasedByTwoPeopleToo() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await api.signInCitizen(Self.phone)
            let (_, approval) = try await api.proposedErasure(#"{"phone":"0912345678"}"#)
            #expect(try await api.decide(approval, by: .deputy).status == 200)
            #expect(try await api.database.pool(.superuser).query("SELECT count(*) FROM citizen", as: Int.self) == [0])
        }
    }

    @Test func aLegalHoldOnAReportOfTheirsKeepsThemAndSaysWhichItIs() async throws {
        try await APITest.run(.standingCity) { api in
            let session = try await api.signInCitizen(Self.phone)
            let code = try #require(try await api.file(["reporter": ["phone": "0901234567"]], headers: session).string("code"))
            let (id, approval) = try await api.proposedErasure(#"{"phone":"0912345678"}"#)
            let hold = try await api.hold(code)
            let refused = try await api.decide(approval, by: .deputy)
            #expect(refused.status == 409 && refused.string("rule") == "under_legal_hold")
            let read = try await api.get("/v1/admin/data-requests/\(id)", Officer.coordinator.headers)
            #expect(read.count("held") == 1 && read.string("held.0") == code && read.count("citizens") == 1)
            #expect(try await api.get("/v1/me/reports", session).count("items") == 1)
            try await api.lift(hold)
            #expect(try await api.decide(approval, by: .deputy).status == 200)
            #expect(try await api.get("/v1/me/reports", session).status == 401)
        }
    }

    @Test func whatWasFiledSinceIsNotErasedUnseen() async throws {
        try await APITest.run(.standingCity) { api in
            let session = try await api.signInCitizen(Self.phone)
            let (_, approval) = try await api.proposedErasure(#"{"phone":"0912345678"}"#)
            #expect(try await api.file(headers: session).status == 201)
            let refused = try await api.decide(approval, by: .deputy)
            #expect(refused.status == 409 && refused.string("rule") == "proposal_outdated")
            #expect(try await api.get("/v1/me/reports", session).count("items") == 1)
        }
    }

    /// A code is no secret: neither who signs in by a phone nor who does by an identity provider is found by it, nor what else they filed.
    @Test func aReportLeadsToNobodyAndToNoOtherReport() async throws {
        try await APITest.run(.standingCity) { api in
            let session = try await api.signInCitizen(Self.phone)
            let codes = [
                try #require(try await api.file(headers: session).string("code")),
                try #require(try await api.file(headers: session).string("code")),
            ]
            let byCode = try await api.asked(#"{"kind":"access","requester":{"report":"\#(codes[0])"}}"#)
            let ofPhone = try await api.get("/v1/admin/data-requests/\(byCode)", Officer.coordinator.headers)
            #expect(ofPhone.count("citizens") == 0 && ofPhone.count("reports") == 1)
            try await api.database.pool(.superuser).execute(
                """
                UPDATE citizen
                SET
                    phone_sealed = NULL, key_id = NULL, phone_lookup = NULL, lookup_key_id = NULL, issuer = 'https://id.example',
                    subject = 'subject-1'
                """
            )
            let export = try await api.get("/v1/admin/data-requests/\(byCode)/export", Officer.coordinator.headers)
            #expect(export.count("reports") == 1 && export.count("citizens") == 0 && !export.text.contains("subject-1"))
        }
    }

    /// Who signs in or files at the very moment comes before it or after, and nobody is told of a fault.
    @Test func anErasureBesideSignInsAndFilingsLeavesNothingHalfDone() async throws {
        try await APITest.run(.standingCity, signIn: SignInSetup(sendsCodes: true, codesFromNetwork: 1_000)) { api in
            for round in 0..<6 {
                let phone = "091234500\(round)"
                let session = try await api.signInCitizen(phone)
                let (_, approval) = try await api.proposedErasure(#"{"phone":"\#(phone)"}"#)
                async let decided = api.decide(approval, by: .deputy)
                async let signedIn = api.signInCitizen(phone, from: "203.0.113.8")
                async let filed = api.file(["reporter": ["name": "Ai đó"]], headers: session)
                let (decision, again, filing) = try await (decided, signedIn, filed)
                #expect([200, 409].contains(decision.status) && [201, 401].contains(filing.status))
                #expect([200, 401].contains(try await api.get("/v1/me/reports", again).status))
            }
            let loose = try await api.database.pool(.superuser).query(
                """
                SELECT
                    (SELECT count(*) FROM citizen_session WHERE citizen_id NOT IN (SELECT id FROM citizen))
                    + (SELECT count(*) FROM report_private WHERE citizen_id NOT IN (SELECT id FROM citizen))
                """,
                as: Int.self
            )
            #expect(loose == [0])
        }
    }
}

extension APITest {
    /// Asks for an erasure and proposes it: the ids of the request and of what a second person decides on.
    func proposedErasure(_ requester: String) async throws -> (request: String, approval: String) {
        let id = try await asked(#"{"kind":"erasure","requester":\#(requester)}"#)
        let proposed = try await act("fulfil", onRequest: id)
        #expect(proposed.status == 202, "\(proposed.text)")
        return (id, try #require(proposed.string("approval")))
    }
}
