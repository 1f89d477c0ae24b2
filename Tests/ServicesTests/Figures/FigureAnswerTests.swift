import DatabaseTesting
import Domain
import Foundation
import Postgres
import RandomTesting
import Services
import Store
import Testing

/// What is answered about figures of a random history, against what PostgreSQL counts from the definitions.
@Suite struct FigureAnswerTests {
    private static func figures(_ desk: Desk, _ publicRead: DatabasePool) async throws -> Figures {
        let reader = FigureReader(publicRead)
        let board = FigureBoard(reader: reader, catalogs: desk.catalogs)
        try await board.refresh()
        return Figures(board: board, reader: reader, facts: FigureFactReader(desk.service), catalogs: desk.catalogs)
    }

    @Test func everyAnswerIsWhatTheDefinitionsSay() async throws {
        try await Desk.run(connections: 6) { desk in
            try await desk.database.withStore(.publicRead) { publicRead in
                var random = SplitMix64(seed: 808)
                var history = try await FigureHistory(desk)
                try await history.live(randomCases(500, usually: 90).count, &random)
                try await desk.count()
                let figures = try await Self.figures(desk, publicRead)
                // More happens to what is in memory: only what has changed is read.
                for round in 0..<3 {
                    try await history.live(40, &random)
                    if round == 1 { try await history.changeBoundaries() }
                    try await desk.sweep()
                    try await desk.count()
                    try await figures.board.refresh()
                }
                let oracle = try await FigureOracle(desk.database)
                for _ in randomCases(1_000, usually: 60) {
                    var slice = try await oracle.randomSlice(&random)
                    slice.channel = nil
                    try await check(slice, figures, oracle, desk)
                }
                // Read at once it is the same.
                let anew = try await Self.figures(desk, publicRead)
                let today = HanoiDay(containing: history.now).date
                try await compare(figures, anew, from: today)
                try await checkStocks(figures, desk, until: today, history.now)
            }
        }
    }

    private static func coordinator(_ catalog: ReferenceCatalog) throws -> StaffPrincipal {
        let name = try #require(PrincipalName("coordinator"))
        return StaffPrincipal(account: UUID(), name: name, agency: catalog.routing.coordinator.id, roles: [.cityCoordinator])
    }

    private func check(_ slice: FigureOracle.Slice, _ figures: Figures, _ oracle: FigureOracle, _ desk: Desk) async throws {
        var question = FigureQuestion(period: try #require(FigurePeriod(from: slice.from, to: slice.to)))
        question.basis = slice.basis
        question.era = slice.filedUnit == nil ? .today : .filed
        question.unit = (slice.filedUnit ?? slice.todayUnit)?.uuidString
        question.agency = slice.agency?.uuidString
        let catalog = try await desk.catalogs.current()
        question.category = slice.category.flatMap { id in catalog.categories.first { $0.id == id }?.code }
        let told = try await figures.summary(question, for: .city).figures.tally
        let should = try await oracle.should(slice)
        #expect(told[slice.measure] == should.count, "\(slice)")
        guard case .used(let clock) = slice.measure, !should.isEmpty else { return }
        for share in [0.5, 0.9] {
            let exact = Double(should[max(1, Int((Double(should.count) * share).rounded(.up))) - 1])
            #expect(abs((told.durations(clock).quantile(share) ?? -1) - exact) <= exact * 0.02 + 1e-9, "\(slice), \(share)")
        }
        // The reports behind it are as many.
        let behind = try await figures.reports(
            behind: .measures([slice.measure]),
            now: .latest,
            question,
            after: nil,
            limit: 10_000,
            for: try Self.coordinator(catalog)
        )
        #expect(behind.reports.count == should.count, "\(slice)")
    }

    /// What there is at the end of each day, and now, is what the spans say.
    private func checkStocks(_ figures: Figures, _ desk: Desk, until today: CivilDate, _ now: Instant) async throws {
        let question = FigureQuestion(period: FigurePeriod(endingBefore: today.adding(days: 1), days: 40))
        let coordinator = try Self.coordinator(try await desk.catalogs.current())
        let timeline = try await figures.timeline(question, by: .day, for: .city)
        for point in timeline.points.dropLast() {
            let end = point.to.adding(seconds: -1)
            let backlog = try await figures.backlog(at: end, now: now, question, for: coordinator)
            #expect(point.figures.open == backlog.rows.reduce(0) { $0 + $1.count }, "\(end)")
        }
        let (summary, backlog) = (
            try await figures.summary(question, for: .city).figures,
            try await figures.backlog(at: nil, now: now, question, for: coordinator)
        )
        #expect(summary.open == backlog.rows.reduce(0) { $0 + $1.count })
        #expect(summary.overdue == backlog.rows.filter(\.isOverdue).reduce(0) { $0 + $1.count })
    }

    private func compare(_ first: Figures, _ second: Figures, from day: CivilDate) async throws {
        for basis in FigureBasis.allCases {
            for dimension in FigureDimension.allCases where dimension != .city {
                for viewer in [FigureViewer.anybody, .city] where viewer == .city || dimension != .agency {
                    var question = FigureQuestion(period: FigurePeriod(endingBefore: day, days: 20))
                    question.basis = basis
                    let tables = try await [first, second].asyncMap { figures in
                        try await figures.table(dimension, question, rankedBy: .onTimeResolve, for: viewer).rows.map(\.figures)
                    }
                    #expect(tables[0] == tables[1], "\(basis) \(dimension) \(viewer)")
                }
            }
        }
    }
}

extension [Figures] {
    fileprivate func asyncMap<Value>(_ transform: (Figures) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for figures in self { values.append(try await transform(figures)) }
        return values
    }
}
