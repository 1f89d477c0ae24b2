import DatabaseTesting
import Domain
import Foundation
import Services
import Store
import Testing

@testable import Workers

@Suite struct FreshFiguresTests {
    /// At their own pace; how soon is measured by Tests/Load (`dashboards`), where the machine has nothing else to do.
    @Test func whatIsFiledReachesTheFiguresByTheServicesOwnLoops() async throws {
        try await withTestDatabase(.city) { database in
            try await database.withStore(.service, size: 8) { service in
                let instance = try WorkingInstance(service)
                let figures = instance.useCases.figures
                let refreshing = FigureRefreshing(figures.board, verifyingEvery: .zero, logger: .silent)
                let works: [any PeriodicWork] = [
                    EventNumbering(EventSequencer(store: EventPositionStore(service))),
                    FigureRolling(FigureCounting(store: FigureStore(service), catalogs: instance.catalogs), logger: .silent),
                    refreshing,
                ]
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for work in works { group.addTask { try await PeriodicLoop(work, logger: .silent).run() } }
                    let today = HanoiDay(containing: Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))).date
                    let question = FigureQuestion(period: FigurePeriod(endingBefore: today.adding(days: 2), days: 4))
                    while figures.board.position == nil { try await Task.sleep(for: .milliseconds(10)) }
                    for filed in 1...5 {
                        try await instance.file()
                        let end = ContinuousClock.now + .seconds(300)
                        while try await figures.summary(question, for: .anybody).figures.tally[.filed] < filed, .now < end {
                            try await Task.sleep(for: .milliseconds(10))
                        }
                        #expect(try await figures.summary(question, for: .anybody).figures.tally[.filed] == filed)
                    }
                    let metrics = scrape { refreshing.metrics }
                    #expect(metrics.contains("\nfigures_held_position 10\n") && metrics.contains("\nfigures_memory_differences_total 0\n"))
                    group.cancelAll()
                }
            }
        }
    }
}
