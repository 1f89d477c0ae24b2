import Domain
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import Metrics
import NIOCore
import ServiceLifecycle
import Services
import Store
import Telemetry
import Web

/// Puts the service together and runs it.
enum Server {
    static func run(_ settings: Settings) async throws {
        // A log reader or client that goes away must not end the process.
        signal(SIGPIPE, SIG_IGN)
        LoggingSystem.bootstrap { JSONLogHandler(label: $0, level: settings.logLevel) }
        let logger = Logger(label: "phananh")
        let registry = PrometheusRegistry(logger: logger)
        MetricsSystem.bootstrap(registry)

        let keys = try SecretKeys(folder: settings.secretsFolder)
        let signInRules = try settings.signInRules()
        let migrations = try MigrationFile.all(in: settings.sqlFolder + "/migrations")
        let service = DatabasePool(url: settings.databaseURL, role: .service, size: settings.poolSize, logger: logger)
        let publicRead = DatabasePool(url: settings.publicDatabaseURL, role: .publicRead, size: settings.publicPoolSize, logger: logger)
        let outside = settings.citizens.outside
        for warning in settings.citizens.warnings { logger.warning("\(warning)") }
        let attachments = settings.attachments.setup(limitsRates: settings.limits.rates != nil)
        for warning in await settings.attachments.findings().warnings { logger.warning("\(warning)") }
        let changes = ChangeSignal()
        let workers = WorkerServices(
            databaseURL: settings.databaseURL,
            keys: keys,
            rootsFile: settings.auditRootsFile,
            retention: settings.retention,
            stallLimit: settings.stallLimit,
            bursts: settings.limits.bursts,
            codes: settings.citizens.channel(by: outside),
            attachments: attachments,
            changes: changes,
            logger: logger
        )
        let readiness = ReadinessProbe(settings, logger: logger)
        let catalogs = CatalogCache(store: CatalogStore(service))
        let diagnosis = Diagnosis(service: service, publicRead: publicRead, catalogs: catalogs)
        let findings = settings.fileFindings + (await diagnosis.findings(migrations: migrations, now: .machineClock))
        for warning in findings.warnings { logger.warning("\(warning)") }
        if !findings.faults.isEmpty { throw Diagnosis.Faults(lines: findings.faults) }

        ProcessMetrics.register(with: registry, pools: ["app_rw": service, "app_public_ro": publicRead, "workers": workers.pool])
        workers.register(with: registry)
        let limits = connectionLimits(settings.limits, logger)
        let connections = ConnectionTable(limits: limits, proxies: settings.limits.proxies)
        let drain = Drain()
        let gate = AdmissionGate(settings.limits.work)
        let limiter = settings.limits.rates.map { RateLimiter(policy: $0) }
        if limiter == nil { logger.warning("PHANANH_RATE_LIMITS=off: anybody may send as much as they like") }
        let useCases = UseCases(
            service: service,
            publicRead: publicRead,
            catalogs: catalogs,
            keys: keys,
            attachments: attachments,
            signInRules: signInRules,
            filingQuotas: settings.limits.rates?.filings,
            identity: settings.citizens.identity,
            citizenSignIn: settings.citizens.signIn,
            providers: try settings.citizens.providers(),
            outside: outside,
            signal: changes,
            figures: workers.board
        )
        ProcessMetrics.register(with: registry, connections: connections, gate: gate)
        if let limiter { registry.register { limiter.metrics(filings: useCases.filingLimits?.refusals ?? 0) } }
        let router = APIRouter(useCases, gate: gate, limiter: limiter, proxies: settings.limits.proxies)
        let door = router.door(logger: logger)
        let api = application(
            router.responder(behind: door),
            .guarded(limits: limits, table: connections, drain: drain, door: door),
            .hostname(settings.httpHost, port: settings.httpPort),
            logger
        )
        let operations = application(
            OperationsRouter.responder(metrics: registry, drain: drain) { await readiness.isReady() },
            .guarded(limits: limits, table: ConnectionTable(limits: limits), drain: drain),
            .hostname(settings.operationsHost, port: settings.operationsPort),
            logger
        )

        // Services stop in reverse order: the listeners after the drain, the loops when nothing is filed any more, the pools when
        // nothing uses them any more.
        let listeners: [any Service] = [operations, api, DrainService(drain: drain, changes: changes, duration: settings.limits.drain)]
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: service), .init(service: publicRead)] + readiness.services + workers.services
                + listeners.map { .init(service: $0) },
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = settings.limits.drain + .seconds(20)
        // What does not even end when it is cancelled must not keep the process.
        configuration.maximumCancellationDuration = .seconds(5)
        try await Termination.run(ServiceGroup(configuration: configuration), logger: logger)
    }

    private static func connectionLimits(_ settings: LimitSettings, _ logger: Logger) -> ConnectionLimits {
        var limits = settings.connections
        limits.connections = FileDescriptors.room(forConnections: limits.connections)
        if limits.connections < settings.connections.connections {
            logger.warning("the limit of open files allows \(limits.connections) connections, not as many as PHANANH_CONNECTIONS says")
        }
        return limits
    }

    private static func application<Responder: HTTPResponder>(
        _ responder: Responder,
        _ server: HTTPServerBuilder,
        _ address: BindAddress,
        _ logger: Logger
    ) -> some ApplicationProtocol where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        Application(
            responder: responder,
            server: server,
            configuration: .init(address: address, serverName: nil, backlog: 1024),
            logger: logger
        )
    }
}
