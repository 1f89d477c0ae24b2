import Domain
import Logging
import ServiceLifecycle
import Services
import Store
import Telemetry
import Workers

/// What the service does without being asked: its loops, their watchdog and their connections.
struct WorkerServices {
    /// Of their own, one for each loop: in a rush requests take every connection there is, and the loops must go on all the same.
    let pool: DatabasePool
    static let connections = 16
    private let numbering: EventNumbering
    private let sweeping: ClockSweeping
    private let recounting: ClockRecounting
    private let handover: DeskHandover
    private let closing: ReportCloser
    private let retaining: Retaining
    private let detection: BurstDetection?
    private let sealing: AuditSealing
    private let exporting: SealExporting?
    private let sending: CodeSending
    private let tidying: AttachmentSweeping
    /// The figures in memory, which a loop refreshes.
    let board: FigureBoard
    private let refreshing: FigureRefreshing
    private let rolling: FigureRolling
    private let reconciling: FigureReconciling
    private let watching: ChangeWatching
    private let loops: [PeriodicLoop<SuspendingClock>]
    private let watchdog: Watchdog<SuspendingClock>

    /// Without a policy for bursts none is noticed. `rootsFile` is where seals are copied to; nil: nowhere. Without `codes` none are sent to
    /// phones. `changes` is where those wait who follow them.
    init(
        databaseURL: String,
        keys: SecretKeys,
        rootsFile: String?,
        retention: RetentionPolicy,
        stallLimit: Duration,
        bursts: BurstPolicy?,
        codes: (any CodeChannel)?,
        attachments: AttachmentSetup,
        changes: ChangeSignal,
        logger: Logger
    ) {
        pool = DatabasePool(url: databaseURL, role: .service, size: Self.connections, logger: logger)
        numbering = EventNumbering(EventSequencer(store: EventPositionStore(pool)))
        let catalogs = CatalogCache(store: CatalogStore(pool))
        sweeping = ClockSweeping(SLASweeper(store: SweepStore(pool), catalogs: catalogs), logger: logger)
        let recount = CalendarRecount(store: RecountStore(pool), calendars: CalendarStore(pool), catalogs: catalogs)
        recounting = ClockRecounting(recount, logger: logger)
        let actions = ReportActions(store: ActionStore(pool), catalogs: catalogs)
        let staffing = DeskStaffing(store: StaffingStore(pool), actions: actions)
        handover = DeskHandover(staffing, logger: logger)
        closing = ReportCloser(ReportClosing(store: ClosingStore(pool), actions: actions), logger: logger)
        retaining = Retaining(Retention(store: RetentionStore(pool), policy: retention))
        let burstStore = BurstStore(pool)
        detection = bursts.map { BurstDetection(BurstDetector(store: burstStore, policy: $0), logger: logger) }
        let forgetting = FilingForgetting(FilingMemory(quotas: QuotaStore(pool), bursts: burstStore))
        let seals = SealStore(pool)
        let entries = EventSequencer(store: EventPositionStore(pool, of: .audit))
        sealing = AuditSealing(AuditSealer(numbering: entries, store: seals, keys: SealKeys(keys.audit)))
        exporting = rootsFile.map { SealExporting(SealExport(store: seals, path: $0)) }
        let dispatch = CodeDispatch(
            deliveries: CodeDeliveryStore(pool),
            codes: SignInStore(pool),
            vault: CitizenVault(keys: keys.citizen),
            channel: codes
        )
        sending = CodeSending(dispatch, logger: logger)
        let objects = StoredObjectStore(pool)
        tidying = AttachmentSweeping(
            AttachmentSweeper(
                objects: objects,
                vault: AttachmentVault(storage: attachments.storage, objects: objects),
                folder: attachments.folder
            )
        )
        let figures = FigureStore(pool)
        rolling = FigureRolling(FigureCounting(store: figures, catalogs: catalogs), logger: logger)
        reconciling = FigureReconciling(FigureReconciliation(store: figures, catalogs: catalogs), logger: logger)
        board = FigureBoard(reader: FigureReader(pool), catalogs: catalogs)
        refreshing = FigureRefreshing(board, logger: logger)
        watching = ChangeWatching(ChangeLookout(reader: ChangeReader(publicRead: pool, service: pool), signal: changes))
        let works: [(any PeriodicWork)?] = [
            numbering, sweeping, recounting, handover, closing, retaining, forgetting, detection, sealing, exporting, sending, tidying,
            rolling, reconciling, refreshing, watching,
        ]
        loops = works.compactMap(\.self).map { work in PeriodicLoop(work, logger: logger) }
        assert(Self.connections >= loops.count)
        watchdog = Watchdog(loops.map(\.progress), limit: stallLimit, logger: logger)
    }

    func register(with registry: PrometheusRegistry) {
        registry.register { numbering.metrics }
        registry.register { sweeping.metrics }
        registry.register { recounting.metrics }
        registry.register { handover.metrics }
        registry.register { closing.metrics }
        registry.register { retaining.metrics }
        if let detection { registry.register { detection.metrics } }
        registry.register { sealing.metrics }
        if let exporting { registry.register { exporting.metrics } }
        registry.register { sending.metrics }
        registry.register { tidying.metrics }
        registry.register { refreshing.metrics }
        registry.register { rolling.metrics }
        registry.register { reconciling.metrics }
        registry.register { watching.metrics }
        for progress in loops.map(\.progress) { registry.register { progress.metrics } }
    }

    /// In the order to start them; they stop in reverse. A stall ends the group as a signal does, with its requests served, but in
    /// an error.
    var services: [ServiceGroupConfiguration.ServiceConfiguration] {
        [.init(service: pool)] + loops.map { .init(service: $0) }
            + [.init(service: watchdog, failureTerminationBehavior: .gracefullyShutdownGroup)]
    }
}
