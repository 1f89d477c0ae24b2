package import Domain
package import Store
package import Transfer

/// Everything the service does for those who ask from outside, over one database.
package struct UseCases: Sendable {
    package let filing: ReportFiling
    /// nil: anybody may file as much as they like.
    package let filingLimits: FilingLimits?
    package let reading: ReportReading
    package let publicReports: PublicReports
    package let actions: ReportActions
    package let reporterActions: ReporterActions
    package let takingPart: TakingPart
    package let citizens: CitizenSignIn
    package let providers: ProviderSignIn
    package let staffProviders: StaffProviderSignIn
    package let citizenReports: CitizenReports
    package let staff: StaffDirectory
    package let signIn: SignIn
    package let ownAccount: OwnAccount
    package let ownIdentities: OwnIdentities
    package let accounts: AccountAdministration
    package let desks: Desks
    package let templates: AnswerTemplates
    package let staffReports: StaffReports
    package let staffLists: StaffLists
    package let inbox: StaffInbox
    package let reviews: StaffReviews
    package let practice: Practice
    package let policies: Policies
    package let simulator: PolicySimulator
    package let units: UnitDirectory
    package let categories: CategoryDirectory
    package let calendars: Calendars
    package let approvals: Approvals
    package let dataRequests: DataRequests
    package let legalHolds: LegalHolds
    package let auditTrail: AuditTrail
    package let proofs: ReportProofs
    package let clientDirectory: ClientDirectory
    package let clients: Clients
    package let clientTokens: ClientTokens
    package let uploads: Uploads
    package let attachments: AttachmentReading
    package let redactions: PictureRedactions
    package let routingRules: RoutingRules
    package let changes: ChangeFeed
    package let figures: Figures
    package let periods: ReportingPeriods

    /// `service` acts as the read-write role, `publicRead` as the one that sees only what is public. `signal` tells those who follow changes that
    /// there are some; somebody has to refresh the figures on `board`. `now` measures how old what is known of an identity provider is.
    package init(
        service: DatabasePool,
        publicRead: DatabasePool,
        catalogs: CatalogCache,
        keys: SecretKeys,
        attachments setup: AttachmentSetup,
        signInRules: SignInRules,
        filingQuotas: FilingQuotas? = nil,
        identity: IdentityPolicy = .none,
        citizenSignIn: SignInSetup = SignInSetup(),
        providers: OIDCProviders = .none,
        outside: TransferClient = TransferClient(DestinationPolicy()),
        signal: ChangeSignal = ChangeSignal(),
        figures board: FigureBoard? = nil,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        let reports = ReportReader(publicRead: publicRead, service: service)
        let tokens = TrackingTokens(keys: keys.tracking)
        let vault = ContactVault(keys: keys.contact, lookup: keys.lookup)
        filingLimits = filingQuotas.map { FilingLimits($0, key: keys.lookup, store: QuotaStore(service)) }
        filing = ReportFiling(
            filings: FilingStore(service),
            reports: reports,
            catalogs: catalogs,
            vault: vault,
            tokens: tokens,
            tracing: FilingTracing(key: keys.lookup),
            limits: filingLimits,
            identity: identity,
            images: setup.images
        )
        reading = ReportReading(reports: reports, catalogs: catalogs, tokens: tokens, vault: vault)
        publicReports = PublicReports(reader: PublicReportReader(publicRead), catalogs: catalogs)
        actions = ReportActions(store: ActionStore(service), catalogs: catalogs)
        let reporterLimits = filingQuotas.map { _ in ReporterLimits(key: keys.lookup, store: QuotaStore(service)) }
        reporterActions = ReporterActions(
            store: ReporterStore(service),
            reading: reading,
            catalogs: catalogs,
            vault: vault,
            limits: reporterLimits
        )
        takingPart = TakingPart(store: TakingPartStore(service), vault: vault, key: keys.lookup, limits: reporterLimits)
        let policy = signInRules.secondFactor
        staff = StaffDirectory(sessions: SessionStore(service), policy: policy)
        let credentials = CredentialStore(service)
        let factors = SecondFactors(store: credentials, vault: SecondFactorVault(keys: keys.totp))
        signIn = SignIn(
            credentials: credentials,
            sessions: SessionStore(service),
            throttles: ThrottleStore(service),
            hasher: signInRules.hasher,
            factors: factors,
            policy: policy
        )
        ownAccount = OwnAccount(
            store: credentials,
            activations: ActivationStore(service),
            throttles: ThrottleStore(service),
            hasher: signInRules.hasher,
            rule: signInRules.passwords,
            factors: factors
        )
        accounts = AccountAdministration(store: AccountStore(service), catalogs: catalogs)
        desks = Desks(store: AccountStore(service), catalogs: catalogs)
        templates = AnswerTemplates(store: AccountStore(service), catalogs: catalogs)
        citizens = CitizenSignIn(
            codes: SignInStore(service),
            sessions: CitizenSessionStore(service),
            contacts: vault,
            vault: CitizenVault(keys: keys.citizen),
            setup: citizenSignIn
        )
        let visits = ProviderSignInStore(service)
        func flow(_ people: OIDCProvider.People) -> AuthorizationCodeFlow {
            AuthorizationCodeFlow(
                store: visits,
                vault: CitizenVault(keys: keys.citizen),
                providers: providers.all(for: people),
                client: outside,
                now: now
            )
        }
        self.providers = ProviderSignIn(flow: flow(.citizens), store: visits)
        let staffFlow = flow(.staff)
        staffProviders = StaffProviderSignIn(flow: staffFlow, signIn: signIn)
        ownIdentities = OwnIdentities(flow: staffFlow, store: IdentityStore(service), own: ownAccount)
        citizenReports = CitizenReports(reader: CitizenReportReader(service), catalogs: catalogs, tokens: tokens, vault: vault)
        proofs = ReportProofs(
            proofs: ProofReader(publicRead: publicRead, service: service),
            seals: SealStore(publicRead),
            reading: reading
        )
        staffReports = StaffReports(reader: StaffReader(service), actions: actions, proofs: proofs, catalogs: catalogs, vault: vault)
        staffLists = StaffLists(reader: StaffReader(service), catalogs: catalogs, vault: vault)
        inbox = StaffInbox(reader: InboxReader(service), catalogs: catalogs)
        reviews = StaffReviews(reader: ReviewReader(service), catalogs: catalogs)
        practice = Practice(store: TrainingStore(service), catalogs: catalogs, vault: vault, tokens: tokens)
        policies = Policies(store: PolicyStore(service), catalogs: catalogs)
        simulator = PolicySimulator(store: SimulationStore(service), policies: PolicyStore(service), catalogs: catalogs)
        units = UnitDirectory(store: UnitStore(publicRead), catalogs: catalogs)
        categories = CategoryDirectory(catalogs: catalogs)
        calendars = Calendars(store: CalendarStore(service), impacts: ImpactStore(service), catalogs: catalogs)
        approvals = Approvals(store: ApprovalStore(service))
        dataRequests = DataRequests(
            store: DataRequestStore(service),
            concerned: ConcernedReader(service),
            reader: StaffReader(service),
            catalogs: catalogs,
            vault: vault,
            citizens: CitizenVault(keys: keys.citizen)
        )
        legalHolds = LegalHolds(store: HoldStore(service))
        auditTrail = AuditTrail(reader: AuditReader(service))
        clientDirectory = ClientDirectory(reader: ClientReader(service))
        clients = Clients(store: ClientStore(service))
        clientTokens = ClientTokens(store: ClientTokenStore(service))
        let attachmentStore = AttachmentStore(publicRead: publicRead, service: service)
        let files = AttachmentVault(storage: setup.storage, objects: StoredObjectStore(service))
        uploads = Uploads(
            folder: setup.folder,
            vault: files,
            store: attachmentStore,
            images: setup.images,
            limits: setup.quotas.map { UploadLimits($0, key: keys.lookup, store: QuotaStore(service)) },
            keys: keys.attachment
        )
        attachments = AttachmentReading(links: AttachmentLinks(keys: keys.attachment), store: attachmentStore, vault: files)
        redactions = PictureRedactions(
            store: RedactionStore(service),
            attachments: attachmentStore,
            reports: staffReports,
            vault: files,
            folder: setup.folder,
            images: setup.images
        )
        routingRules = RoutingRules(store: RoutingRuleStore(service), catalogs: catalogs)
        let figureReader = FigureReader(publicRead)
        figures = Figures(
            board: board ?? FigureBoard(reader: figureReader, catalogs: catalogs),
            reader: figureReader,
            facts: FigureFactReader(service),
            catalogs: catalogs
        )
        periods = ReportingPeriods(store: PeriodStore(service), keys: SealKeys(keys.audit))
        changes = ChangeFeed(reader: ChangeReader(publicRead: publicRead, service: service), catalogs: catalogs, signal: signal)
    }
}
