import Foundation
import HTTPTypes
import Postgres

@testable import Web

extension RightsRow {
    /// The whole matrix, a page for each part of the API.
    static let all =
        forAnybody + forReporters + ofReports + ofAttachments + ofPractice + ofAccounts + ofDesks + ofRules + ofClients + ofRecords
        + ofFigures
}

// MARK: - For anybody

extension RightsRow {
    private static let everybody = Set(Asker.allCases)

    private static let forAnybody: [RightsRow] = [
        anybody("listCategories", .get("/v1/categories")), anybody("readCategory", .get("/v1/categories/road.pothole")),
        anybody("listUnits", .get("/v1/units")), anybody("readUnit", .get("/v1/units/00004")),
        anybody("locate", .get("/v1/units/locate?lat=21.0285&lon=105.8542")), anybody("readContract", .get("/openapi.json")),
        anybody("readDocumentation", .get("/docs")), anybody("readCatalogue", .get("/docs/danh-muc")),
        anybody("readStylesheet", .get("/docs/phananh.css")), anybody("listSeals", .get("/v1/audit/seals")),
        anybody("listReports", .get("/v1/reports")), anybody("findSimilarReports", .get("/v1/reports/similar?lat=21.0285&lon=105.8542")),
        anybody("followChanges", .get("/v1/changes")),
        RightsRow("followChanges", "of a client", open: [.client]) { _, _ in .get("/v1/changes?scope=client") },
        RightsRow("fileReport", open: everybody) { _, _ in
            RightsRequest(
                method: .post,
                path: "/v1/reports",
                body: try APITest.report(),
                headers: ["idempotency-key": UUID().uuidString.lowercased()]
            )
        },
        // Nobody is refused for who they are, but for what they show in the body.
        RightsRow("requestCode", open: everybody) { _, _ in .post("/v1/citizen/otp") },
        RightsRow("openCitizenSession", open: everybody) { _, _ in .post("/v1/citizen/sessions") },
        // There is no such provider, whoever asks.
        RightsRow("startProviderSignIn", missing: everybody) { _, _ in .post("/v1/oidc/nobody/start") },
        RightsRow("finishProviderSignIn", missing: everybody) { _, _ in
            .post("/v1/oidc/nobody/finish", #"{"code":"c","state":"s","state_id":"i"}"#)
        },
        // For citizens who have signed in alone: neither a report's token nor staff's is one.
        RightsRow("listOwnReports") { _, _ in .get("/v1/me/reports") },
        RightsRow("listOwnDataRequests") { _, _ in .get("/v1/me/data-requests") },
        RightsRow("askAboutOwnData") { _, _ in .post("/v1/me/data-requests") },
        RightsRow("exportOwnData") { _, _ in .get("/v1/me/data-requests/\(UUID())/export") },
        RightsRow("endCitizenSession") { _, _ in RightsRequest(method: .delete, path: "/v1/citizen/sessions/current") },
        RightsRow("startStaffProviderSignIn", missing: everybody) { _, _ in .post("/v1/sessions/oidc/nobody/start") },
        RightsRow("finishStaffProviderSignIn", missing: everybody) { _, _ in
            .post("/v1/sessions/oidc/nobody/finish", #"{"code":"c","state":"s","state_id":"i"}"#)
        },
        RightsRow("activateAccount", open: everybody) { _, _ in .post("/v1/activations") },
        RightsRow("signIn", open: everybody) { _, _ in .post("/v1/sessions") },
    ]

    private static func anybody(_ operation: String, _ request: RightsRequest) -> RightsRow {
        RightsRow(operation, open: everybody) { _, _ in request }
    }
}

// MARK: - Reporters

extension RightsRow {
    /// A token that opens nothing here is refused, though without any the public view would be shown.
    private static let forReporters: [RightsRow] =
        RightsFixture.Place.allCases.flatMap { place in
            let owner: Asker = place == .baDinh ? .reporter : .stranger
            return [
                RightsRow("readReport", "\(place)", open: [.anonymous, .client, owner]) { fixture, _ in
                    .get("/v1/reports/\(fixture.report(place))")
                },
                RightsRow("readTimeline", "\(place)", open: [.anonymous, .client, owner]) { fixture, _ in
                    .get("/v1/reports/\(fixture.report(place))/timeline")
                },
                RightsRow("readProof", "\(place)", open: [.anonymous, .client, owner]) { fixture, _ in
                    .get("/v1/reports/\(fixture.report(place))/proof")
                },
                RightsRow("followReport", "\(place)", open: everybody) { fixture, _ in
                    .post("/v1/reports/\(fixture.report(place))/follow", #"{"email":"a@example.org"}"#)
                },
                // Who can be asked to stop is whoever can be told.
                RightsRow("unfollowReport", "\(place)", open: [.client]) { fixture, _ in
                    RightsRequest(method: .delete, path: "/v1/reports/\(fixture.report(place))/follow")
                },
                RightsRow("flagReport", "\(place)", open: everybody) { fixture, _ in
                    .post("/v1/reports/\(fixture.report(place))/flags", #"{"reason":"spam"}"#)
                },
                // The client has filed neither.
                RightsRow("writeMessage", "\(place)", open: [owner], forbidden: [.client]) { fixture, _ in
                    .post("/v1/reports/\(fixture.report(place))/messages", #"{"text":"x"}"#)
                },
                RightsRow("correctReport", "\(place)", open: [owner], forbidden: [.client]) { fixture, _ in
                    RightsRequest(method: .patch, path: "/v1/reports/\(fixture.report(place))", body: #"{"description":"x"}"#)
                },
                RightsRow("rateSolution", "\(place)", open: [owner], forbidden: [.client]) { fixture, _ in
                    .post("/v1/reports/\(fixture.report(place))/feedback", #"{"rating":"satisfied"}"#)
                },
                RightsRow("withdrawReport", "\(place)", open: [owner], forbidden: [.client]) { fixture, _ in
                    .post("/v1/reports/\(fixture.report(place))/withdraw")
                },
            ]
        }
}

// MARK: - Reports, for staff

extension RightsRow {
    private static let ofReports: [RightsRow] =
        [
            RightsRow(
                "listStaffReports",
                open: [.officer, .unitAdmin, .neighbour, .police, .coordinator, .auditor, .trainee],
                forbidden: [.cityAdmin, .dashboard]
            ) { _, _ in .get("/v1/staff/reports") },
            RightsRow(
                "readInbox",
                open: [.officer, .unitAdmin, .neighbour, .police, .coordinator, .auditor, .trainee],
                forbidden: [.cityAdmin, .dashboard]
            ) { _, _ in .get("/v1/staff/inbox") },
            RightsRow(
                "followChanges",
                "of a desk",
                open: [.officer, .unitAdmin, .neighbour, .police, .coordinator, .auditor, .trainee],
                forbidden: [.cityAdmin, .dashboard]
            ) { _, _ in .get("/v1/changes?scope=agency") },
            RightsRow(
                "followChanges",
                "of the city",
                open: [.coordinator, .cityAdmin, .auditor, .dashboard],
                forbidden: [.officer, .unitAdmin, .neighbour, .police, .trainee]
            ) { _, _ in .get("/v1/changes?scope=city") },
            RightsRow(
                "listColleagues",
                open: [.officer, .unitAdmin, .neighbour, .police, .coordinator, .auditor, .trainee],
                forbidden: [.cityAdmin, .dashboard]
            ) { _, _ in .get("/v1/staff/colleagues") },
            RightsRow(
                "fileForCaller",
                open: [.officer, .unitAdmin, .neighbour, .police, .coordinator],
                forbidden: [.cityAdmin, .auditor, .dashboard, .trainee]
            ) { _, _ in
                RightsRequest(
                    method: .post,
                    path: "/v1/staff/reports",
                    body: try APITest.report(["channel": "counter"]),
                    headers: ["idempotency-key": UUID().uuidString.lowercased()]
                )
            },
            RightsRow(
                "listStaffReports",
                "as a table",
                open: [.officer, .unitAdmin, .neighbour, .police, .coordinator, .auditor, .trainee],
                forbidden: [.cityAdmin, .dashboard]
            ) { _, _ in RightsRequest(method: .get, path: "/v1/staff/reports", headers: ["accept": "text/csv"]) },
            inspected("listReviews") { _, _ in .get("/v1/staff/reviews?month=2026-03") },
            // By a phone nobody looks for reports who may not know who reported.
            RightsRow(
                "listStaffReports",
                "by phone",
                open: [.officer, .unitAdmin, .neighbour, .police, .coordinator, .trainee],
                forbidden: [.cityAdmin, .auditor, .dashboard]
            ) { _, _ in .get("/v1/staff/reports?q=0912345678") },
        ]
        + RightsFixture.Place.allCases.flatMap { place in
            let desk: Set<Asker> = place == .baDinh ? [.officer, .unitAdmin] : [.neighbour]
            let seeing = desk.union([.coordinator, .auditor])
            let blind = Asker.staff.subtracting(seeing)
            return [
                RightsRow("readStaffReport", "\(place)", open: seeing, missing: blind) { fixture, _ in
                    .get("/v1/staff/reports/\(fixture.report(place))")
                },
                RightsRow("readSheet", "\(place)", open: seeing, missing: blind) { fixture, _ in
                    .get("/v1/staff/reports/\(fixture.report(place))/sheet")
                },
                RightsRow("readDuplicates", "\(place)", open: seeing, missing: blind) { fixture, _ in
                    .get("/v1/staff/reports/\(fixture.report(place))/duplicates")
                },
                RightsRow("readClocks", "\(place)", open: seeing, missing: blind) { fixture, _ in
                    .get("/v1/staff/reports/\(fixture.report(place))/sla")
                },
                RightsRow("readWholeProof", "\(place)", open: seeing, missing: blind) { fixture, _ in
                    .get("/v1/staff/reports/\(fixture.report(place))/proof")
                },
                RightsRow(
                    "actOnReports",
                    "\(place)",
                    open: desk.union([.coordinator]),
                    forbidden: [.auditor],
                    missing: blind
                ) { fixture, _ in
                    let code = fixture.report(place)
                    let version = Int(try await fixture.api.read(code, as: .coordinator).number("version") ?? 0)
                    return .post(
                        "/v1/staff/reports/actions",
                        #"{"action":{"action":"note","text":"x"},"reports":[{"code":"\#(code)","version":\#(version)}]}"#
                    )
                },
                RightsRow(
                    "actOnReport",
                    "\(place)",
                    open: desk.union([.coordinator]),
                    forbidden: [.auditor],
                    missing: blind
                ) { fixture, _ in
                    let code = fixture.report(place)
                    let tag = try await fixture.api.read(code, as: .coordinator).header("etag")
                    return .post("/v1/staff/reports/\(code)/actions", #"{"action":"note","text":"x"}"#, ifMatch: tag)
                },
            ]
        }
}

// MARK: - Attachments

extension RightsRow {
    private static let ofAttachments: [RightsRow] = [
        RightsRow("uploadAttachment", open: everybody) { _, _ in .post("/v1/attachments") },
        RightsRow("readAttachment", "public", open: everybody) { fixture, _ in
            // Whoever has it need not be sent it.
            RightsRequest(method: .get, path: "/v1/attachments/\(try await fixture.picture(.hoanKiem))", headers: ["if-none-match": "*"])
        },
        RightsRow("readAttachment", "private", missing: everybody) { fixture, _ in
            .get("/v1/attachments/\(try await fixture.picture(.baDinh))")
        },
        RightsRow(
            "uploadStaffAttachment",
            open: [.officer, .unitAdmin, .neighbour, .police, .coordinator, .trainee],
            forbidden: [.cityAdmin, .auditor, .dashboard]
        ) { _, _ in .post("/v1/staff/attachments") },
        RightsRow(
            "redactAttachment",
            open: [.officer, .unitAdmin, .coordinator],
            forbidden: [.auditor],
            missing: [.neighbour, .police, .cityAdmin, .dashboard, .trainee]
        ) { fixture, _ in
            .post(
                "/v1/staff/attachments/\(try await fixture.picture(.baDinh))/redact",
                #"{"regions":[{"x":9999,"y":0,"width":1,"height":1}]}"#,
                ifMatch: try await fixture.api.read(fixture.report(.baDinh), as: .coordinator).header("etag")
            )
        },
    ]
}

// MARK: - Practice

extension RightsRow {
    private static func practised(_ operation: String, _ request: @escaping Making) -> RightsRow {
        RightsRow(operation, open: [.trainee], forbidden: Asker.staff.subtracting([.trainee]), request)
    }

    /// What is practised is there for nobody but who practises.
    private static func hidden(_ operation: String, _ request: @escaping Making) -> RightsRow {
        RightsRow(operation, "practice", open: [.trainee], missing: Asker.staff.subtracting([.trainee]), request)
    }

    private static let ofPractice: [RightsRow] = [
        practised("listTrainingCases") { _, _ in .get("/v1/staff/training/cases") },
        practised("beginTrainingCase") { _, _ in .post("/v1/staff/training/reports", #"{"case":"pothole"}"#) },
        hidden("readStaffReport") { fixture, _ in .get("/v1/staff/reports/\(fixture.practised)") },
        hidden("readSheet") { fixture, _ in .get("/v1/staff/reports/\(fixture.practised)/sheet") },
        hidden("readDuplicates") { fixture, _ in .get("/v1/staff/reports/\(fixture.practised)/duplicates") },
        hidden("readClocks") { fixture, _ in .get("/v1/staff/reports/\(fixture.practised)/sla") },
        hidden("readWholeProof") { fixture, _ in .get("/v1/staff/reports/\(fixture.practised)/proof") },
        hidden("actOnReport") { fixture, _ in
            let path = "/v1/staff/reports/\(fixture.practised)"
            let tag = try await fixture.api.get(path, fixture.headers(of: .trainee)).header("etag")
            return .post("\(path)/actions", #"{"action":"note","text":"x"}"#, ifMatch: tag)
        },
        RightsRow("readReport", "practice", missing: [.anonymous, .client]) { fixture, _ in .get("/v1/reports/\(fixture.practised)") },
        RightsRow("readTimeline", "practice", missing: [.anonymous, .client]) { fixture, _ in
            .get("/v1/reports/\(fixture.practised)/timeline")
        },
        RightsRow("readProof", "practice", missing: [.anonymous, .client]) { fixture, _ in .get("/v1/reports/\(fixture.practised)/proof") },
    ]
}

// MARK: - Accounts

extension RightsRow {
    private static let own: [RightsRow] = [
        RightsRow("readPrincipal", open: Asker.staff) { _, _ in .get("/v1/me") },
        RightsRow("changePassword", open: Asker.staff) { _, _ in .post("/v1/me/password") },
        RightsRow("changeSecondFactor", open: Asker.staff) { _, _ in .post("/v1/me/totp") },
        RightsRow("listIdentities", open: Asker.staff) { _, _ in .get("/v1/me/identities") },
        // There is no such provider, and only staff are told.
        RightsRow("startIdentityLink", missing: Asker.staff) { _, _ in .post("/v1/me/identities/nobody/start", #"{"password":"p"}"#) },
        RightsRow("finishIdentityLink", missing: Asker.staff) { _, _ in
            .post("/v1/me/identities/nobody/finish", #"{"code":"c","state":"s","state_id":"i"}"#)
        },
        RightsRow("removeIdentity", missing: Asker.staff) { _, _ in .post("/v1/me/identities/nobody/remove", #"{"password":"p"}"#) },
        // Of a session that no other row needs.
        RightsRow("signOut", open: Asker.staff) { fixture, asker in
            RightsRequest(method: .delete, path: "/v1/sessions/current", headers: try await fixture.session(of: asker))
        },
    ]

    private static let ofAccounts: [RightsRow] =
        own
        + [
            RightsRow(
                "listAccounts",
                open: [.unitAdmin, .cityAdmin, .auditor],
                forbidden: [.officer, .neighbour, .police, .coordinator, .dashboard, .trainee]
            ) { _, _ in .get("/v1/admin/accounts") }
        ]
        + RightsFixture.Place.allCases.flatMap { place in
            let changing: Set<Asker> = place == .baDinh ? [.unitAdmin, .cityAdmin] : [.cityAdmin]
            let seeing = changing.union([.auditor])
            return [
                RightsRow("readAccount", "\(place)", open: seeing, missing: Asker.staff.subtracting(seeing)) { fixture, _ in
                    .get("/v1/admin/accounts/\(try fixture.account(place == .baDinh ? .officer : .neighbour))")
                },
                RightsRow(
                    "inviteAccount",
                    "\(place)",
                    open: changing,
                    forbidden: Asker.staff.subtracting(changing)
                ) { fixture, _ in
                    let desk = try await fixture.desk(place)
                    let body = #"{"username":"\#(RightsFixture.name())","display_name":"An","agency":"\#(desk)","roles":["officer"]}"#
                    return .post("/v1/admin/accounts", body)
                },
                RightsRow(
                    "changeAccount",
                    "\(place)",
                    open: changing,
                    forbidden: [.auditor],
                    missing: Asker.staff.subtracting(seeing)
                ) { fixture, _ in
                    RightsRequest(
                        method: .patch,
                        path: "/v1/admin/accounts/\(try await fixture.newcomer(place))",
                        body: #"{"display_name":"Bình"}"#,
                        headers: ["if-match": "\"1-account\""]
                    )
                },
                RightsRow(
                    "resetAccount",
                    "\(place)",
                    open: changing,
                    forbidden: [.auditor],
                    missing: Asker.staff.subtracting(seeing)
                ) { fixture, _ in .post("/v1/admin/accounts/\(try await fixture.newcomer(place))/activation") },
            ]
        }
}

// MARK: - Desks and teams

extension RightsRow {
    private static let ofDesks: [RightsRow] =
        [
            RightsRow("listDesks", open: Asker.staff.subtracting([.dashboard]), forbidden: [.dashboard]) { _, _ in
                .get("/v1/admin/agencies")
            },
            RightsRow("listTeams", open: Asker.staff.subtracting([.dashboard]), forbidden: [.dashboard]) { _, _ in .get("/v1/admin/teams")
            },
            RightsRow("listTemplates", open: Asker.staff.subtracting([.dashboard]), forbidden: [.dashboard]) { _, _ in
                .get("/v1/admin/templates")
            },
        ]
        + RightsFixture.Place.allCases.flatMap { place in
            let running: Set<Asker> = place == .baDinh ? [.unitAdmin, .cityAdmin] : [.cityAdmin]
            // Whoever works at a desk knows its teams.
            let colleagues: Set<Asker> = place == .baDinh ? [.officer] : [.neighbour]
            let seeing = running.union([.auditor]).union(colleagues)
            return [
                RightsRow("readDesk", "\(place)", open: Asker.staff.subtracting([.dashboard]), forbidden: [.dashboard]) { fixture, _ in
                    .get("/v1/admin/agencies/\(try await fixture.desk(place))")
                },
                RightsRow(
                    "changeDesk",
                    "\(place)",
                    open: running,
                    forbidden: Asker.staff.subtracting(running).subtracting([.dashboard]),
                    missing: [.dashboard]
                ) { fixture, _ in
                    RightsRequest(
                        method: .patch,
                        path: "/v1/admin/agencies/\(try await fixture.desk(place))",
                        body: #"{"duty":{"phone":"0243 825 3838"}}"#,
                        headers: ["if-match": "\"1-desk\""]
                    )
                },
                RightsRow("makeTemplate", "\(place)", open: running, forbidden: Asker.staff.subtracting(running)) { fixture, _ in
                    let desk = try await fixture.desk(place)
                    return .post(
                        "/v1/admin/templates",
                        #"{"action":"note","title":"\#(RightsFixture.name())","text":"x","agency":"\#(desk)"}"#
                    )
                },
                RightsRow("readTemplate", "\(place)", open: seeing, missing: Asker.staff.subtracting(seeing)) { fixture, _ in
                    .get("/v1/admin/templates/\(try await fixture.template(place))")
                },
                RightsRow(
                    "changeTemplate",
                    "\(place)",
                    open: running,
                    forbidden: seeing.subtracting(running),
                    missing: Asker.staff.subtracting(seeing)
                ) { fixture, _ in
                    RightsRequest(
                        method: .patch,
                        path: "/v1/admin/templates/\(try await fixture.template(place))",
                        body: #"{"text":"y"}"#,
                        headers: ["if-match": "\"1-template\""]
                    )
                },
                RightsRow(
                    "dropTemplate",
                    "\(place)",
                    open: running,
                    forbidden: seeing.subtracting(running),
                    missing: Asker.staff.subtracting(seeing)
                ) { fixture, _ in
                    RightsRequest(
                        method: .delete,
                        path: "/v1/admin/templates/\(try await fixture.template(place))",
                        headers: ["if-match": "\"1-template\""]
                    )
                },
                RightsRow("makeTeam", "\(place)", open: running, forbidden: Asker.staff.subtracting(running)) { fixture, _ in
                    .post(
                        "/v1/admin/teams",
                        #"{"name":"\#(RightsFixture.name())","members":[],"agency":"\#(try await fixture.desk(place))"}"#
                    )
                },
                RightsRow("readTeam", "\(place)", open: seeing, missing: Asker.staff.subtracting(seeing)) { fixture, _ in
                    .get("/v1/admin/teams/\(try await fixture.team(place))")
                },
                RightsRow(
                    "changeTeam",
                    "\(place)",
                    open: running,
                    forbidden: seeing.subtracting(running),
                    missing: Asker.staff.subtracting(seeing)
                ) { fixture, _ in
                    RightsRequest(
                        method: .patch,
                        path: "/v1/admin/teams/\(try await fixture.team(place))",
                        body: #"{"name":"\#(RightsFixture.name())"}"#,
                        headers: ["if-match": "\"1-team\""]
                    )
                },
                RightsRow(
                    "dissolveTeam",
                    "\(place)",
                    open: running,
                    forbidden: seeing.subtracting(running),
                    missing: Asker.staff.subtracting(seeing)
                ) { fixture, _ in
                    RightsRequest(
                        method: .delete,
                        path: "/v1/admin/teams/\(try await fixture.team(place))",
                        headers: ["if-match": "\"1-team\""]
                    )
                },
            ]
        }
}

// MARK: - Rules of the city

extension RightsRow {
    private static let inspecting: Set<Asker> = [.coordinator, .cityAdmin, .auditor]

    private static func inspected(_ operation: String, _ request: @escaping Making) -> RightsRow {
        RightsRow(operation, open: inspecting, forbidden: Asker.staff.subtracting(inspecting), request)
    }

    private static func administered(_ operation: String, _ request: @escaping Making) -> RightsRow {
        RightsRow(operation, open: [.cityAdmin], forbidden: Asker.staff.subtracting([.cityAdmin]), request)
    }

    private static let rule: Making = { fixture, _ in
        .get("/v1/admin/routing-rules/\(try await fixture.id("SELECT id FROM routing_rule ORDER BY id LIMIT 1"))")
    }

    /// The approval there is, made when it is first asked for.
    private static func approval(_ fixture: RightsFixture) async throws -> String {
        if let known = try await fixture.firstID("SELECT id FROM approval LIMIT 1") { return known }
        let tag = try await fixture.api.get("/v1/admin/policies/normal", Officer.coordinator.headers).header("etag")
        _ = try await fixture.api.propose(ifMatch: tag)
        return try await fixture.id("SELECT id FROM approval LIMIT 1")
    }

    private static let ofRules: [RightsRow] = [
        inspected("listCalendars") { _, _ in .get("/v1/admin/calendars") },
        inspected("readCalendar") { _, _ in .get("/v1/admin/calendars/hanoi-office") },
        administered("publishCalendar") { _, _ in .post("/v1/admin/calendars/hanoi-office/versions") },
        inspected("listPolicies") { _, _ in .get("/v1/admin/policies") },
        inspected("readPolicy") { _, _ in .get("/v1/admin/policies/normal") },
        administered("proposePolicy") { _, _ in .post("/v1/admin/policies") },
        inspected("simulatePolicy") { _, _ in .post("/v1/admin/policies/simulate") },
        inspected("listApprovals") { _, _ in .get("/v1/admin/approvals") },
        inspected("readApproval") { fixture, _ in .get("/v1/admin/approvals/\(try await approval(fixture))") },
        administered("decideApproval") { fixture, _ in .post("/v1/admin/approvals/\(try await approval(fixture))/decision") },
        inspected("listRoutingRules") { _, _ in .get("/v1/admin/routing-rules") }, inspected("readRoutingRule", rule),
        administered("changeRoutingRule") { fixture, asker in .post("\(try await rule(fixture, asker).path)/status") },
    ]
}

// MARK: - Clients

extension RightsRow {
    private static let ofClients: [RightsRow] = [
        inspected("listClients") { _, _ in .get("/v1/admin/clients") },
        administered("createClient") { _, _ in .post("/v1/admin/clients") },
        administered("revokeClient") { fixture, _ in .post("/v1/admin/clients/\(try await fixture.newClient())/revoke") },
        inspected("listClientTokens") { _, _ in .get("/v1/admin/tokens") },
        administered("createClientToken") { _, _ in .post("/v1/admin/tokens") },
        administered("rotateClientToken") { fixture, _ in .post("/v1/admin/tokens/\(try await fixture.newToken())/rotate") },
        administered("revokeClientToken") { fixture, _ in .post("/v1/admin/tokens/\(try await fixture.newToken())/revoke") },
    ]
}

// MARK: - Records

extension RightsRow {
    /// The request about somebody's data there is, registered when it is first asked for.
    private static func dataRequest(_ fixture: RightsFixture) async throws -> String {
        if let known = try await fixture.firstID("SELECT id FROM data_request LIMIT 1") { return known }
        let headers = ["content-type": "application/json", "idempotency-key": UUID().uuidString].merging(fixture.headers(of: .cityAdmin)) {
            $1
        }
        let body = #"{"kind":"access","requester":{"phone":"0912345678"}}"#
        let answer = try await fixture.api.post("/v1/admin/data-requests", headers, body: Array(body.utf8))
        return answer.string("id") ?? answer.text
    }

    /// The legal hold there is, placed when it is first asked for.
    private static func hold(_ fixture: RightsFixture) async throws -> String {
        if let known = try await fixture.firstID("SELECT id FROM legal_hold LIMIT 1") { return known }
        let headers = ["content-type": "application/json", "idempotency-key": UUID().uuidString].merging(fixture.headers(of: .cityAdmin)) {
            $1
        }
        let body = #"{"report":"\#(fixture.report(.baDinh))","reason":"Tòa án yêu cầu"}"#
        let answer = try await fixture.api.post("/v1/admin/legal-holds", headers, body: Array(body.utf8))
        return answer.string("id") ?? answer.text
    }

    private static let ofRecords: [RightsRow] = [
        inspected("readAudit") { _, _ in .get("/v1/audit") },
        administered("listDataRequests") { _, _ in .get("/v1/admin/data-requests") },
        administered("registerDataRequest") { _, _ in .post("/v1/admin/data-requests") },
        administered("readDataRequest") { fixture, _ in .get("/v1/admin/data-requests/\(try await dataRequest(fixture))") },
        administered("exportPersonalData") { fixture, _ in .get("/v1/admin/data-requests/\(try await dataRequest(fixture))/export") },
        administered("actOnDataRequest") { fixture, _ in
            .post("/v1/admin/data-requests/\(try await dataRequest(fixture))/actions", ifMatch: "\"1-x\"")
        },
        administered("listLegalHolds") { _, _ in .get("/v1/admin/legal-holds") },
        administered("placeLegalHold") { _, _ in .post("/v1/admin/legal-holds") },
        administered("readLegalHold") { fixture, _ in .get("/v1/admin/legal-holds/\(try await hold(fixture))") },
        administered("liftLegalHold") { fixture, _ in .post("/v1/admin/legal-holds/\(try await hold(fixture))/lift") },
    ]
}

// MARK: - Figures

extension RightsRow {
    /// Whoever reads every figure.
    private static let readers: Set<Asker> = [.coordinator, .cityAdmin, .auditor, .dashboard]

    /// For anybody; a token of staff that opens nothing is refused.
    private static func shown(_ operation: String, _ path: String) -> RightsRow {
        RightsRow(operation, open: everybody.subtracting([.disabled])) { _, _ in .get("/v1/metrics/\(path)") }
    }

    private static func ofReaders(_ operation: String, _ request: @escaping Making) -> RightsRow {
        RightsRow(operation, open: readers, forbidden: Asker.staff.subtracting(readers), request)
    }

    private static let ofFigures: [RightsRow] = [
        shown("summarizeFigures", "summary"), shown("compareUnits", "units"), shown("compareCategories", "categories"),
        shown("compareSeverities", "severities"), shown("compareChannels", "channels"), shown("drawTimeseries", "timeseries"),
        shown("readBacklog", "backlog"),
        shown("listSites", "sites"),
        RightsRow(
            "compareAgencies",
            open: readers.union([.unitAdmin]),
            forbidden: Asker.staff.subtracting(readers).subtracting([.unitAdmin])
        ) { _, _ in .get("/v1/metrics/agencies") },
        RightsRow(
            "listReportsBehindFigure",
            open: readers.union([.unitAdmin]),
            forbidden: Asker.staff.subtracting(readers).subtracting([.unitAdmin])
        ) { _, _ in .get("/v1/metrics/reports?measure=filed") },
        ofReaders("listPeriods") { _, _ in .get("/v1/admin/periods") },
        RightsRow("readPeriod", open: [], forbidden: Asker.staff.subtracting(readers), missing: readers) { _, _ in
            .get("/v1/admin/periods/2020-01")
        },
        RightsRow("closePeriod", open: [.cityAdmin], forbidden: Asker.staff.subtracting([.cityAdmin])) { _, _ in
            .post("/v1/admin/periods/2026-01/close")
        },
    ]
}
