import Domain
package import Hummingbird
package import Logging
package import Services

/// The public JSON API.
package struct APIRouter: Sendable {
    private let table: RouteTable
    private let staff: StaffDirectory
    private let clients: ClientDirectory
    private let citizens: CitizenSignIn
    private let gate: AdmissionGate
    private let origins: RequestOrigins
    private let limiter: RateLimiter?
    private let record = RequestRecord()

    /// Without a limiter nobody's requests are counted. `proxies`: whose `X-Forwarded-For` is believed by who counts sign-ins.
    package init(_ useCases: UseCases, gate: AdmissionGate, limiter: RateLimiter?, proxies: AddressRanges = AddressRanges()) {
        origins = limiter?.policy.origins ?? RequestOrigins(proxies: proxies)
        table = Self.table(useCases, proxies, origins: origins, gate: gate)
        staff = useCases.staff
        clients = useCases.clientDirectory
        citizens = useCases.citizens
        self.gate = gate
        self.limiter = limiter
    }

    /// The door of the API's listener.
    package func door(logger: Logger) -> AdmissionDoor {
        AdmissionDoor(gate: gate, routes: table, staff: staff, record: record, logger: logger)
    }

    /// What answers the API's requests, those that came through `door` and others.
    package func responder(behind door: AdmissionDoor? = nil) -> RouterResponder<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestObservation(record: record, door: door))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorMapping(routes: table))
        router.add(middleware: RequestLimits())
        for route in table.routes {
            let group = router.group()
            if route.isForStaff {
                group.add(middleware: StaffIdentification(staff: staff))
            } else {
                group.add(middleware: ClientIdentification(clients: clients))
                if route.knowsStaff { group.add(middleware: StaffIdentification(staff: staff)) }
            }
            if route.isForCitizens { group.add(middleware: CitizenIdentification(signIn: citizens)) }
            if let limiter {
                group.add(middleware: RateLimits(limiter: limiter))
                // Within, so that refusals say how their client stands too.
                group.add(middleware: ErrorMapping(routes: table))
            }
            if !route.isForStaff { group.add(middleware: ClientRefusal()) }
            group.serve(route, gate: gate, origins: origins)
        }
        return router.buildResponder()
    }

    /// Every route, on one page.
    static func table(
        _ useCases: UseCases,
        _ proxies: AddressRanges = AddressRanges(),
        origins: RequestOrigins = RequestOrigins(),
        gate: AdmissionGate? = nil
    ) -> RouteTable {
        let parties = FilingParties(citizens: useCases.citizens, origins: origins)
        let claims = ReaderClaims(citizens: useCases.citizens)
        let links = useCases.attachments.links
        let reports = ReportController(
            filing: useCases.filing,
            reading: useCases.reading,
            uploads: useCases.uploads,
            links: links,
            parties: parties,
            claims: claims,
            gate: gate
        )
        let reporters = ReporterController(actions: useCases.reporterActions, citizens: useCases.citizens, links: links)
        let takingPart = TakingPartController(takingPart: useCases.takingPart, parties: parties)
        let publicReports = PublicReportController(reports: useCases.publicReports, links: links)
        let changes = ChangeController(
            feed: useCases.changes,
            staff: useCases.staff,
            clients: useCases.clientDirectory,
            gate: gate,
            origins: origins
        )
        let attachments = AttachmentController(
            uploads: useCases.uploads,
            attachments: useCases.attachments,
            parties: parties
        )
        let citizens = CitizenController(signIn: useCases.citizens, reports: useCases.citizenReports, links: links, proxies: proxies)
        let providers = ProviderController(signIn: useCases.providers)
        let units = UnitController(units: useCases.units)
        let categories = CategoryController(categories: useCases.categories)
        let staff = StaffController(reports: useCases.staffReports, links: links)
        let redactions = RedactionController(redactions: useCases.redactions, staff: staff)
        let lists = StaffListController(lists: useCases.staffLists)
        let inbox = InboxController(inbox: useCases.inbox)
        let reviews = ReviewController(reviews: useCases.reviews)
        let sheets = SheetController(reports: useCases.staffReports)
        let templates = TemplateController(templates: useCases.templates)
        let bulk = BulkController(reports: useCases.staffReports)
        let callers = CallerController(filing: useCases.filing)
        let calendars = CalendarController(calendars: useCases.calendars, staff: useCases.staff)
        let approvals = ApprovalController(approvals: useCases.approvals, staff: useCases.staff)
        let policies = PolicyController(policies: useCases.policies, simulator: useCases.simulator, staff: useCases.staff)
        let clients = ClientController(clients: useCases.clients, staff: useCases.staff)
        let tokens = ClientTokenController(tokens: useCases.clientTokens, staff: useCases.staff)
        let rules = RoutingRuleController(rules: useCases.routingRules, staff: useCases.staff)
        let dataRequests = DataRequestController(requests: useCases.dataRequests, staff: useCases.staff)
        let ownDataRequests = OwnDataRequestController(requests: useCases.dataRequests)
        let holds = LegalHoldController(holds: useCases.legalHolds, staff: useCases.staff)
        let training = TrainingController(practice: useCases.practice)
        let sessions = SessionController(
            signIn: useCases.signIn,
            ownAccount: useCases.ownAccount,
            practice: useCases.practice,
            proxies: proxies
        )
        let staffProviders = StaffProviderController(signIn: useCases.staffProviders, practice: useCases.practice, proxies: proxies)
        let own = OwnAccountController(ownAccount: useCases.ownAccount)
        let identities = OwnIdentityController(identities: useCases.ownIdentities)
        let accounts = AccountController(accounts: useCases.accounts)
        let teams = TeamController(desks: useCases.desks)
        let colleagues = ColleagueController(desks: useCases.desks)
        let desks = DeskController(desks: useCases.desks)
        let audit = AuditController(
            trail: useCases.auditTrail,
            proofs: useCases.proofs,
            reports: useCases.staffReports,
            staff: useCases.staff,
            claims: claims
        )
        let metrics = MetricsController(figures: useCases.figures)
        let periods = PeriodController(periods: useCases.periods, staff: useCases.staff)
        let docs = DocsController(categories: useCases.categories)
        return RouteTable(routes: [
            .post("/v1/reports", .filings, reports.file).withFiles,
            .get("/v1/reports", .reads, publicReports.list),
            .get("/v1/reports/similar", .reads, publicReports.similar),
            .get("/v1/reports/{code}", .reads, reports.report),
            .patch("/v1/reports/{code}", .filings, reporters.correct),
            .post("/v1/reports/{code}/messages", .filings, reporters.write),
            .post("/v1/reports/{code}/withdraw", .filings, reporters.withdraw),
            .post("/v1/reports/{code}/feedback", .filings, reporters.rate),
            .post("/v1/reports/{code}/follow", .filings, takingPart.follow),
            .delete("/v1/reports/{code}/follow", .filings, takingPart.unfollow),
            .post("/v1/reports/{code}/flags", .filings, takingPart.flag),
            .get("/v1/reports/{code}/timeline", .reads, reports.timeline),
            .get("/v1/reports/{code}/proof", .reads, audit.proof),
            .get("/v1/changes", .changes, changes.changes).knowingStaff,
            .post("/v1/attachments", .reads, attachments.upload).withFiles,
            .get("/v1/attachments/{id}", .files, attachments.file),
            .post("/v1/sessions", .credentials, sessions.begin),
            .post("/v1/sessions/oidc/{provider}/start", .visits, staffProviders.start),
            .post("/v1/sessions/oidc/{provider}/finish", .visits, staffProviders.finish),
            .own(.delete, "/v1/sessions/current", sessions.end),
            .post("/v1/activations", .credentials, sessions.activate),
            .own(.get, "/v1/me", sessions.principal),
            .own(.post, "/v1/me/password", own.changePassword),
            .own(.post, "/v1/me/totp", own.secondFactor),
            .own(.get, "/v1/me/identities", identities.list),
            .own(.post, "/v1/me/identities/{provider}/start", as: .visits, identities.start),
            .own(.post, "/v1/me/identities/{provider}/finish", as: .visits, identities.finish),
            .own(.post, "/v1/me/identities/{provider}/remove", identities.remove),
            .post("/v1/citizen/otp", .credentials, citizens.requestCode),
            .post("/v1/citizen/sessions", .credentials, citizens.openSession),
            .post("/v1/oidc/{provider}/start", .visits, providers.start),
            .post("/v1/oidc/{provider}/finish", .visits, providers.finish),
            .citizens(.delete, "/v1/citizen/sessions/current", citizens.endSession),
            .citizens(.get, "/v1/me/reports", citizens.ownReports),
            .citizens(.get, "/v1/me/data-requests", ownDataRequests.list),
            .citizens(.post, "/v1/me/data-requests", ownDataRequests.register),
            .citizens(.get, "/v1/me/data-requests/{id}/export", as: .exports, ownDataRequests.export),
            .staff(.get, "/v1/staff/inbox", inbox.counts),
            .staff(.get, "/v1/staff/reviews", reviews.list),
            .staff(.get, "/v1/staff/reports", asCSV: .exports, lists.list),
            .staff(.post, "/v1/staff/reports", as: .filings, callers.file),
            .staff(.post, "/v1/staff/reports/actions", bulk.act),
            .staff(.get, "/v1/staff/reports/{code}", staff.report),
            .staff(.post, "/v1/staff/reports/{code}/actions", staff.act),
            .staff(.get, "/v1/staff/reports/{code}/sheet", sheets.sheet),
            .staff(.get, "/v1/staff/reports/{code}/duplicates", staff.duplicates),
            .staff(.get, "/v1/staff/reports/{code}/sla", staff.clocks),
            .staff(.get, "/v1/staff/reports/{code}/proof", audit.wholeProof),
            .staff(.post, "/v1/staff/attachments", attachments.uploadAsStaff).withFiles,
            .staff(.post, "/v1/staff/attachments/{id}/redact", as: .pictures, redactions.redact),
            .staff(.get, "/v1/staff/training/cases", training.cases),
            .staff(.post, "/v1/staff/training/reports", training.begin),
            .staff(.get, "/v1/admin/accounts", accounts.list),
            .staff(.post, "/v1/admin/accounts", accounts.invite),
            .staff(.get, "/v1/admin/accounts/{id}", accounts.account),
            .staff(.patch, "/v1/admin/accounts/{id}", accounts.change),
            .staff(.post, "/v1/admin/accounts/{id}/activation", accounts.reset),
            .staff(.get, "/v1/staff/colleagues", colleagues.list),
            .staff(.get, "/v1/admin/teams", teams.list),
            .staff(.post, "/v1/admin/teams", teams.make),
            .staff(.get, "/v1/admin/teams/{id}", teams.team),
            .staff(.patch, "/v1/admin/teams/{id}", teams.change),
            .staff(.delete, "/v1/admin/teams/{id}", teams.dissolve),
            .staff(.get, "/v1/admin/templates", templates.list),
            .staff(.post, "/v1/admin/templates", templates.make),
            .staff(.get, "/v1/admin/templates/{id}", templates.template),
            .staff(.patch, "/v1/admin/templates/{id}", templates.change),
            .staff(.delete, "/v1/admin/templates/{id}", templates.drop),
            .staff(.get, "/v1/admin/agencies", desks.list),
            .staff(.get, "/v1/admin/agencies/{id}", desks.desk),
            .staff(.patch, "/v1/admin/agencies/{id}", desks.change),
            .staff(.get, "/v1/admin/calendars", calendars.list),
            .staff(.get, "/v1/admin/calendars/{code}", calendars.calendar),
            .staff(.post, "/v1/admin/calendars/{code}/versions", calendars.publish),
            .staff(.get, "/v1/admin/approvals", approvals.list),
            .staff(.get, "/v1/admin/approvals/{id}", approvals.approval),
            .staff(.post, "/v1/admin/approvals/{id}/decision", approvals.decide),
            .staff(.get, "/v1/admin/policies", policies.list),
            .staff(.post, "/v1/admin/policies", policies.propose),
            .staff(.get, "/v1/admin/policies/{code}", policies.policy),
            .staff(.post, "/v1/admin/policies/simulate", as: .exports, policies.simulate),
            .staff(.get, "/v1/admin/clients", clients.list),
            .staff(.post, "/v1/admin/clients", clients.create),
            .staff(.post, "/v1/admin/clients/{id}/revoke", clients.revoke),
            .staff(.get, "/v1/admin/tokens", tokens.list),
            .staff(.post, "/v1/admin/tokens", tokens.create),
            .staff(.post, "/v1/admin/tokens/{id}/rotate", tokens.rotate),
            .staff(.post, "/v1/admin/tokens/{id}/revoke", tokens.revoke),
            .staff(.get, "/v1/admin/routing-rules", rules.list),
            .staff(.get, "/v1/admin/routing-rules/{id}", rules.rule),
            .staff(.post, "/v1/admin/routing-rules/{id}/status", rules.change),
            .staff(.get, "/v1/admin/data-requests", dataRequests.list),
            .staff(.post, "/v1/admin/data-requests", dataRequests.register),
            .staff(.get, "/v1/admin/data-requests/{id}", dataRequests.request),
            .staff(.get, "/v1/admin/data-requests/{id}/export", as: .exports, dataRequests.export),
            .staff(.post, "/v1/admin/data-requests/{id}/actions", dataRequests.act),
            .staff(.get, "/v1/admin/legal-holds", holds.list),
            .staff(.post, "/v1/admin/legal-holds", holds.place),
            .staff(.get, "/v1/admin/legal-holds/{id}", holds.hold),
            .staff(.post, "/v1/admin/legal-holds/{id}/lift", holds.lift),
            .staff(.get, "/v1/audit", audit.list),
            .get("/v1/audit/seals", .reads, audit.seals),
            .get("/v1/metrics/summary", .reads, asCSV: .exports, metrics.summary).knowingStaff,
            .get("/v1/metrics/units", .reads, asCSV: .exports, metrics.table(.unit)).knowingStaff,
            .get("/v1/metrics/categories", .reads, asCSV: .exports, metrics.table(.category)).knowingStaff,
            .get("/v1/metrics/severities", .reads, asCSV: .exports, metrics.table(.severity)).knowingStaff,
            .get("/v1/metrics/channels", .reads, asCSV: .exports, metrics.table(.channel)).knowingStaff,
            .get("/v1/metrics/timeseries", .reads, asCSV: .exports, metrics.timeseries).knowingStaff,
            .get("/v1/metrics/backlog", .exports, metrics.backlog).knowingStaff,
            .get("/v1/metrics/sites", .exports, metrics.sites).knowingStaff,
            .staff(.get, "/v1/metrics/agencies", asCSV: .exports, metrics.agencies),
            .staff(.get, "/v1/metrics/reports", asCSV: .exports, metrics.reports),
            .staff(.get, "/v1/admin/periods", periods.list),
            .staff(.get, "/v1/admin/periods/{period}", periods.period),
            .staff(.post, "/v1/admin/periods/{period}/close", as: .exports, periods.close),
            .get("/v1/categories", .reads, categories.tree),
            .get("/v1/categories/{code}", .reads, categories.category),
            .get("/v1/units", .reads, asGeoJSON: .exports, units.list),
            .get("/v1/units/locate", .reads, units.locate),
            .get("/v1/units/{code}", .reads, asGeoJSON: .exports, units.unit),
            .get("/openapi.json", .reads, docs.document),
            .get("/docs", .reads, docs.page),
            .get("/docs/danh-muc", .reads, docs.catalogue),
            .get("/docs/phananh.css", .reads, docs.stylesheet),
        ])
    }
}
