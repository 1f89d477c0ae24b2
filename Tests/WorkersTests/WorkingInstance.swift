import DatabaseTesting
import Domain
import Foundation
import Services
import Store
import Telemetry

@testable import Workers

/// What one instance of the service does in a test, over one pool.
struct WorkingInstance {
    let catalogs: CatalogCache
    let useCases: UseCases

    init(_ service: DatabasePool) throws {
        catalogs = CatalogCache(store: CatalogStore(service))
        useCases = UseCases(
            service: service,
            publicRead: service,
            catalogs: catalogs,
            keys: try .new(),
            attachments: .testing,
            signInRules: try .cheap()
        )
    }

    /// Files a pothole in Ba Đình.
    func file() async throws {
        let submission = ReportSubmission(
            category: "road.pothole",
            description: "Ổ gà sâu trước cổng chợ",
            pin: Pin(latitude: 21.039446, longitude: 105.836365)
        )
        _ = try await useCases.filing.file(submission, key: UUID().uuidString, body: [])
    }
}

/// Metrics as they are scraped.
func scrape(_ families: @escaping @Sendable () -> [MetricFamily]) -> String {
    let registry = PrometheusRegistry(logger: .silent)
    registry.register(collector: families)
    return registry.render()
}
