import Logging
import ServiceLifecycle
import Store

/// Whether requests can be served: both databases answer, that of the service and that of public reads.
struct ReadinessProbe {
    /// One connection for each question, which no request takes in a rush.
    static let connectionsOfEach = 1
    private let service: DatabasePool
    private let publicRead: DatabasePool

    init(_ settings: Settings, logger: Logger) {
        service = DatabasePool(url: settings.databaseURL, role: .service, size: Self.connectionsOfEach, logger: logger)
        publicRead = DatabasePool(url: settings.publicDatabaseURL, role: .publicRead, size: Self.connectionsOfEach, logger: logger)
    }

    /// Asks both at once, so that it takes no longer where both are one database and that is away.
    func isReady() async -> Bool {
        async let isWritable = HealthStore(service).answers()
        async let isReadable = HealthStore(publicRead).answers()
        return await (isWritable, isReadable) == (true, true)
    }

    var services: [ServiceGroupConfiguration.ServiceConfiguration] {
        [.init(service: service), .init(service: publicRead)]
    }
}
