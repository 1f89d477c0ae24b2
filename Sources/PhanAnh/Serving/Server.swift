import Domain
import Foundation
import Hummingbird
import Logging
import Metrics
import NIOCore
import ServiceLifecycle
import Services
import Store
import Telemetry
import UnixSignals
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
        let migrations = try MigrationFile.all(in: settings.sqlFolder + "/migrations")
        let service = DatabasePool(url: settings.databaseURL, role: .service, size: settings.poolSize, logger: logger)
        let publicRead = DatabasePool(url: settings.publicDatabaseURL, role: .publicRead, size: settings.publicPoolSize, logger: logger)
        let health = HealthStore(service)
        let catalogs = CatalogCache(store: CatalogStore(service))
        let diagnosis = Diagnosis(service: service, publicRead: publicRead, catalogs: catalogs)
        let findings = await diagnosis.findings(migrations: migrations, now: .machineClock)
        for warning in findings.warnings { logger.warning("\(warning)") }
        if !findings.faults.isEmpty { throw Diagnosis.Faults(lines: findings.faults) }

        ProcessMetrics.register(with: registry, pools: ["app_rw": service, "app_public_ro": publicRead])
        let api = application(
            APIRouter.responder(UseCases(service: service, publicRead: publicRead, catalogs: catalogs, keys: keys)),
            settings.httpHost,
            settings.httpPort,
            logger
        )
        let operations = application(
            OperationsRouter.responder(metrics: registry) { await health.answers() },
            settings.operationsHost,
            settings.operationsPort,
            logger
        )

        // Services stop in reverse order: the listeners first, the pools when nothing uses them any more.
        var configuration = ServiceGroupConfiguration(
            services: [service, publicRead, operations, api],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(25)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// A listener with limits on everything a client may send: 16 KB of headers in at most 100 fields, 60 s of silence.
    private static func application<Responder: HTTPResponder>(
        _ responder: Responder,
        _ host: String,
        _ port: Int,
        _ logger: Logger
    ) -> some ApplicationProtocol where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(60),
                    httpDecoderConfiguration: .init(maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 100)
                )
            ),
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            logger: logger
        )
    }
}
