package import Services
internal import Synchronization
package import Telemetry

/// The export of seals to a file as a loop's work: once a second.
package final class SealExporting: PeriodicWork {
    package let name = "audit_export"
    package let interval = Duration.seconds(1)
    private let export: SealExport
    private let exported = Mutex(0)

    package init(_ export: SealExport) {
        self.export = export
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let round = try await export.round()
        exported.withLock { $0 += round.exported }
        return round.hasMore ? .moreToDo : .idle
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let exported = exported.withLock { $0 }
        return [.counter("audit_seals_exported", help: "Seals this instance wrote to its file.", samples: [.init(Double(exported))])]
    }
}
