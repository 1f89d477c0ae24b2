import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Services
@testable import Web

extension StaffAct {
    /// Every operation by which staff write something, but for those of `exempt`.
    static let all = ofReports + ofAttachments + ofAccounts + ofDesks + ofRules + ofClients + ofRecords + ofOneself

    /// Writes by which nobody does anything that takes a right: trying a policy out changes nothing, what begins at a provider is finished
    /// under the account's lock, and whoever signs out may.
    static let exempt: Set<String> = ["simulatePolicy", "startIdentityLink", "signOut"]

    private static let ofReports: [StaffAct] = [
        StaffAct("actOnReport") { actor in
            let path = "/v1/staff/reports/\(try await actor.api.filed())"
            return .post("\(path)/actions", #"{"action":"note","text":"x"}"#, ifMatch: try await actor.tag(path))
        },
        StaffAct("fileForCaller", losses: [.account, .roles]) { _ in
            RightsRequest(
                method: .post,
                path: "/v1/staff/reports",
                body: try APITest.report(["channel": "counter"]),
                headers: ["idempotency-key": UUID().uuidString.lowercased()]
            )
        },
        StaffAct("actOnReports") { actor in
            let code = try await actor.api.filed()
            return .post(
                "/v1/staff/reports/actions",
                #"{"action":{"action":"note","text":"x"},"reports":[{"code":"\#(code)","version":1}]}"#
            )
        },
        StaffAct("beginTrainingCase", at: "training-ward") { _ in .post("/v1/staff/training/reports", #"{"case":"pothole"}"#) },
    ]
}

// MARK: - Attachments

extension StaffAct {
    private static let ofAttachments: [StaffAct] = [
        // What is stored before the act is swept where nothing comes of it.
        StaffAct("uploadStaffAttachment", losses: [.account, .roles], traces: ["stored_object"]) { _ in
            let (type, body) = APITest.form([("file", "application/pdf", SamplePicture.pdf)])
            return RightsRequest(
                method: .post,
                path: "/v1/staff/attachments",
                body: String(decoding: body, as: UTF8.self),
                headers: ["content-type": type]
            )
        },
        StaffAct("redactAttachment", traces: ["stored_object"]) { actor in
            let id = try await actor.api.picture()
            let path = "/v1/staff/reports/\(try await actor.api.filed(["attachments": [id]]))"
            let body = #"{"regions":[{"x":0,"y":0,"width":9,"height":9}]}"#
            return .post("/v1/staff/attachments/\(id)/redact", body, ifMatch: try await actor.tag(path))
        },
    ]
}

// MARK: - Accounts and desks

extension StaffAct {
    private static func ofUnit(_ operation: String, _ request: @escaping Making) -> StaffAct {
        StaffAct(operation, as: .unitAdmin, request)
    }

    private static func patch(_ path: String, _ body: String, ifMatch tag: String) -> RightsRequest {
        RightsRequest(method: .patch, path: path, body: body, headers: ["if-match": tag])
    }

    /// An officer of the same desk, made now.
    private static func colleague(_ actor: StaffActor) async throws -> String {
        try await actor.api.database.account(RightsFixture.name(), at: "committee-00004-2025-07-01", [.officer]).uuidString.lowercased()
    }

    private static func team(_ actor: StaffActor) async throws -> String {
        let body = #"{"name":"\#(RightsFixture.name())","members":[],"agency":"\#(try await actor.desk)"}"#
        return "/v1/admin/teams/\(try await actor.prepared("/v1/admin/teams", body))"
    }

    private static func template(_ actor: StaffActor) async throws -> String {
        let body = #"{"action":"note","title":"\#(RightsFixture.name())","text":"x","agency":"\#(try await actor.desk)"}"#
        return "/v1/admin/templates/\(try await actor.prepared("/v1/admin/templates", body))"
    }

    private static let ofAccounts: [StaffAct] = [
        ofUnit("inviteAccount") { actor in
            let desk = try await actor.desk
            let body = #"{"username":"\#(RightsFixture.name())","display_name":"An","agency":"\#(desk)","roles":["officer"]}"#
            return .post("/v1/admin/accounts", body)
        },
        ofUnit("changeAccount") { actor in
            patch("/v1/admin/accounts/\(try await colleague(actor))", #"{"display_name":"Bình"}"#, ifMatch: "\"1-account\"")
        },
        ofUnit("resetAccount") { actor in .post("/v1/admin/accounts/\(try await colleague(actor))/activation") },
    ]

    private static let ofDesks: [StaffAct] = [
        ofUnit("changeDesk") { actor in
            let path = "/v1/admin/agencies/\(try await actor.desk)"
            return patch(path, #"{"duty":{"phone":"0243 825 3838"}}"#, ifMatch: try await actor.tag(path) ?? "")
        },
        ofUnit("makeTemplate") { actor in
            let body = #"{"action":"note","title":"\#(RightsFixture.name())","text":"x","agency":"\#(try await actor.desk)"}"#
            return .post("/v1/admin/templates", body)
        },
        ofUnit("changeTemplate") { actor in patch(try await template(actor), #"{"text":"y"}"#, ifMatch: "\"1-template\"") },
        ofUnit("dropTemplate") { actor in
            RightsRequest(method: .delete, path: try await template(actor), headers: ["if-match": "\"1-template\""])
        },
        ofUnit("makeTeam") { actor in
            .post("/v1/admin/teams", #"{"name":"\#(RightsFixture.name())","members":[],"agency":"\#(try await actor.desk)"}"#)
        },
        ofUnit("changeTeam") { actor in
            patch(try await team(actor), #"{"name":"\#(RightsFixture.name())"}"#, ifMatch: "\"1-team\"")
        },
        ofUnit("dissolveTeam") { actor in
            RightsRequest(method: .delete, path: try await team(actor), headers: ["if-match": "\"1-team\""])
        },
    ]
}

// MARK: - The city's administration

extension StaffAct {
    /// Who administers the city does so from the coordinator's desk alone.
    private static func administered(_ operation: String, _ variant: String = "", _ request: @escaping Making) -> StaffAct {
        StaffAct(operation, variant, at: "coordinator", as: .cityAdmin, losses: [.account, .roles], request)
    }

    private static func calendar(_ actor: StaffActor, adding day: String) async throws -> RightsRequest {
        let members: [String: Any] = ["exceptions": try await actor.api.exceptions(adding: day), "reason": "Bão"]
        let body = String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
        return .post("/v1/admin/calendars/hanoi-office/versions", body, ifMatch: try await actor.tag("/v1/admin/calendars/hanoi-office"))
    }

    /// The approval that is open, proposed when it is first asked for.
    private static func decision(_ verdict: String) -> Making {
        { actor in
            if try await actor.id("SELECT id FROM approval WHERE decision IS NULL") == nil {
                _ = try await actor.api.propose(ifMatch: try await actor.tag("/v1/admin/policies/normal"))
            }
            let open = try #require(try await actor.id("SELECT id FROM approval WHERE decision IS NULL"))
            return .post("/v1/admin/approvals/\(open)/decision", #"{"decision":"\#(verdict)"}"#)
        }
    }

    private static let ofRules: [StaffAct] = [
        administered("publishCalendar", "at once") { actor in try await calendar(actor, adding: "2026-03-05") },
        administered("publishCalendar", "as a proposal") { actor in try await calendar(actor, adding: "2026-03-02") },
        administered("proposePolicy") { actor in
            let body = #"{"policy":\#(try APITest.policy()),"reason":"Thí điểm"}"#
            return .post("/v1/admin/policies", body, ifMatch: try await actor.tag("/v1/admin/policies/normal"))
        },
        administered("decideApproval", "to approve", decision("approved")),
        administered("decideApproval", "to reject", decision("rejected")),
        administered("changeRoutingRule") { actor in
            let rule = try #require(try await actor.id("SELECT id FROM routing_rule WHERE status = 'proposed' ORDER BY id LIMIT 1"))
            let path = "/v1/admin/routing-rules/\(rule)"
            return .post("\(path)/status", #"{"status":"active","reason":"Đã nhận việc"}"#, ifMatch: try await actor.tag(path))
        },
    ]

    private static func client(_ actor: StaffActor) async throws -> String {
        try await actor.prepared("/v1/admin/clients", #"{"name":"\#(RightsFixture.name())"}"#)
    }

    private static func clientToken(_ actor: StaffActor) async throws -> String {
        try await actor.prepared("/v1/admin/tokens", #"{"client":"\#(try await client(actor))","scopes":["reports.file"]}"#)
    }

    private static let ofClients: [StaffAct] = [
        administered("createClient") { _ in .post("/v1/admin/clients", #"{"name":"\#(RightsFixture.name())"}"#) },
        administered("revokeClient") { actor in .post("/v1/admin/clients/\(try await client(actor))/revoke") },
        administered("createClientToken") { actor in
            .post("/v1/admin/tokens", #"{"client":"\#(try await client(actor))","scopes":["reports.file"]}"#)
        },
        administered("rotateClientToken") { actor in .post("/v1/admin/tokens/\(try await clientToken(actor))/rotate") },
        administered("revokeClientToken") { actor in .post("/v1/admin/tokens/\(try await clientToken(actor))/revoke") },
    ]

    private static func keyed(_ path: String, _ body: String) -> RightsRequest {
        RightsRequest(method: .post, path: path, body: body, headers: ["idempotency-key": UUID().uuidString])
    }

    private static func hold(on code: String) -> String { #"{"report":"\#(code)","reason":"Tòa án yêu cầu"}"# }

    private static func dataRequest(_ actor: StaffActor, _ kind: String) async throws -> String {
        let body = #"{"kind":"\#(kind)","requester":{"phone":"0912345678"}}"#
        return "/v1/admin/data-requests/\(try await actor.prepared("/v1/admin/data-requests", body, key: true))"
    }

    private static let ofRecords: [StaffAct] = [
        administered("closePeriod") { actor in
            try await actor.api.counted()
            return keyed("/v1/admin/periods/2026-01/close", "")
        },
        administered("registerDataRequest") { _ in
            keyed("/v1/admin/data-requests", #"{"kind":"access","requester":{"phone":"0912345678"}}"#)
        },
        administered("actOnDataRequest", "at once") { actor in
            .post("\(try await dataRequest(actor, "access"))/actions", #"{"action":"acknowledge"}"#)
        },
        administered("actOnDataRequest", "as a proposal") { actor in
            _ = try await actor.api.filed(["reporter": ["phone": "0912345678"]])
            return .post("\(try await dataRequest(actor, "erasure"))/actions", #"{"action":"fulfil"}"#)
        },
        administered("placeLegalHold") { actor in keyed("/v1/admin/legal-holds", hold(on: try await actor.api.filed())) },
        administered("liftLegalHold") { actor in
            let hold = try await actor.prepared("/v1/admin/legal-holds", hold(on: try await actor.api.filed()), key: true)
            return .post("/v1/admin/legal-holds/\(hold)/lift", #"{"reason":"Xong"}"#)
        },
    ]
}

// MARK: - One's own account

extension StaffAct {
    private static func own(_ operation: String, _ variant: String = "", traces: Set<String> = [], _ request: @escaping Making) -> StaffAct
    {
        StaffAct(operation, variant, losses: [.account], traces: traces, request)
    }

    private static let password = APITest.password

    private static let ofOneself: [StaffAct] = [
        own("changePassword") { _ in .post("/v1/me/password", #"{"current":"\#(password)","new":"gio lanh dau mua thu"}"#) },
        own("changeSecondFactor", "to begin") { _ in .post("/v1/me/totp", #"{"action":"begin","password":"\#(password)"}"#) },
        own("changeSecondFactor", "to confirm") { actor in
            let (factor, step) = try await actor.api.begun(actor.token)
            return .post("/v1/me/totp", #"{"action":"confirm","otp":"\#(factor.code(ofStep: step))"}"#)
        },
        // A code is used up by showing it.
        own("changeSecondFactor", "to renew", traces: ["account"]) { actor in
            let code = try await actor.api.code(try await actor.api.enrol(actor.token))
            return .post("/v1/me/totp", #"{"action":"renew_recovery_codes","password":"\#(password)","otp":"\#(code)"}"#)
        },
        own("changeSecondFactor", "to remove", traces: ["account"]) { actor in
            let code = try await actor.api.code(try await actor.api.enrol(actor.token))
            return .post("/v1/me/totp", #"{"action":"remove","password":"\#(password)","otp":"\#(code)"}"#)
        },
        // And so is what a provider has sent back.
        own("finishIdentityLink", traces: ["oidc_sign_in"]) { actor in
            let visit = try await actor.api.visit(actor.issuer, as: actor.username, linking: actor.token)
            let body = String(decoding: try JSONEncoder().encode(visit.members), as: UTF8.self)
            return .post("/v1/me/identities/city/finish", body)
        },
        own("removeIdentity") { actor in
            _ = try await actor.api.link(actor.issuer, actor.username, actor.token)
            return .post("/v1/me/identities/city/remove", #"{"password":"\#(password)"}"#)
        },
    ]
}
