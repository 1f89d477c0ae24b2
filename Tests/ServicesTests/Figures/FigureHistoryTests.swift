import DatabaseTesting
import Domain
import Foundation
import Postgres
import RandomTesting
import Services
import Testing

/// Random histories, with reopenings, corrections, steps taken back, transfers, other boundaries and other calendars, counted by instances
/// that are killed: figures are what PostgreSQL counts from the definitions. With all cases some 200,000 events.
@Suite struct FigureHistoryTests {
    @Test(arguments: randomCases(3, usually: 1))
    func figuresAreWhatTheDefinitionsSay(_ seed: Int) async throws {
        let isWhole = randomCases(2, usually: 1).count > 1
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: UInt64(seed) &* 977 &+ 1)
            var history = try await FigureHistory(desk)
            var cuts = 0
            for round in 0..<4 {
                try await history.live(isWhole ? 500 : 90, &random)
                if round > 0 { await history.changeCalendar(&random) }
                if round == 2 { try await history.changeBoundaries() }
                if Bool.random(using: &random) { try await desk.recountAll(limit: 5) }
                cuts += try await desk.countWhileKilled(UInt64(seed + round), limit: 60, pause: 20...150)
            }
            try await desk.carryThrough()
            try await desk.sweep()
            // What was late in the last days is so no more.
            for days in 1...10 { await history.close(days: -days) }
            try await desk.carryThrough()
            try await desk.sweep()
            if isWhole {
                let events = try await desk.database.pool(.superuser).query("SELECT count(*) FROM report_event", as: Int.self).first ?? 1
                try await history.multiply(by: 200_000 / 3 / max(events, 1))
                cuts += try await desk.countWhileKilled(UInt64(seed + 99), limit: 800, pause: 20...900)
            }
            cuts += try await desk.countWhileKilled(UInt64(seed + 100), limit: 60, pause: 20...150)
            #expect(cuts > 0)
            try await check(desk, &random, until: history.now, "seed \(seed)")
            let counted = try await desk.keptFigures()
            #expect(counted.contains { $0.contains(".voided") }, "no record of a miss was taken back")
            #expect(try await desk.reconciliation.run(repair: false).rows == 0)
            try await desk.forgetFigures()
            try await desk.count()
            let anew = try await desk.keptFigures()
            #expect(anew == counted, "seed \(seed)")
        }
    }

    private func check(_ desk: Desk, _ random: inout SplitMix64, until end: Instant, _ comment: Comment) async throws {
        let oracle = try await FigureOracle(desk.database)
        let wrong = try await oracle.wrongRows()
        let difference = wrong == 0 ? "" : try await oracle.firstDifference()
        #expect(wrong == 0, "\(comment): \(difference)")
        let start = hanoi("2026-03-02 08:00")
        for _ in randomCases(200, usually: 25) {
            let instant = start.adding(seconds: Int64.random(in: 0...start.seconds(to: end), using: &random))
            let open = try await oracle.open(at: instant)
            #expect(open.kept == open.should, "\(comment), at \(instant)")
            let overdue = try await oracle.overdue(at: instant)
            #expect(overdue.kept == overdue.should, "\(comment), at \(instant)")
        }
        for _ in randomCases(1_000, usually: 100) {
            let slice = try await oracle.randomSlice(&random)
            let kept = try await oracle.kept(slice)
            let should = try await oracle.should(slice)
            #expect(kept.total == should.count, "\(comment), \(slice)")
            for share in [0.5, 0.9] where slice.measure.isDuration && !should.isEmpty {
                let exact = Double(should[max(1, Int((Double(should.count) * share).rounded(.up))) - 1])
                let told = kept.quantile(share) ?? -1
                #expect(abs(told - exact) <= exact * 0.02 + 1e-9, "\(comment), \(slice), \(share)")
            }
        }
    }
}
