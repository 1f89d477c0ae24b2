import DatabaseTesting
import Foundation
import Postgres
import Services
import Store
import Telemetry
import Testing

@testable import Workers

@Suite struct FigureLoopTests {
    /// Counts what was filed, goes over it, finds what somebody damaged, and mends it.
    @Test func figuresAreCountedAndLookedAtAgain() async throws {
        try await withTestDatabase(.standingCity) { database in
            try await database.withStore(.service) { service in
                let instance = try WorkingInstance(service)
                let figures = FigureStore(service)
                let rolling = FigureRolling(FigureCounting(store: figures, catalogs: instance.catalogs), logger: .silent)
                let reconciling = FigureReconciling(FigureReconciliation(store: figures, catalogs: instance.catalogs), logger: .silent)
                try await instance.file()
                try await instance.file()
                #expect(try await rolling.round() == .idle)
                #expect(scrape { rolling.metrics }.contains("figures_position 0"))
                let sequencer = EventSequencer(store: EventPositionStore(service))
                while try await sequencer.round().hasMore {}
                #expect(try await rolling.round() == .idle)
                let counted = scrape { rolling.metrics }
                #expect(counted.contains("figures_position 4"))
                #expect(counted.contains("figures_lag_seconds 0"))
                #expect(counted.contains("figures_faults_total 0"))
                try await database.pool(.superuser).execute("UPDATE figure_day SET n = n + 1 WHERE basis = 'cohort' AND measure = 'filed'")
                while !scrape({ reconciling.metrics }).contains("figures_reconciliations_total 1") {
                    #expect(try await reconciling.round() == .idle)
                }
                let looked = scrape { reconciling.metrics }
                #expect(looked.contains("figures_reconciled_reports_total 2"))
                #expect(looked.contains("figures_drift_rows_total 1"))
                while !scrape({ reconciling.metrics }).contains("figures_reconciliations_total 2") {
                    #expect(try await reconciling.round() == .idle)
                }
                #expect(scrape { reconciling.metrics }.contains("figures_drift_rows_total 1"))
            }
        }
    }
}
