import DatabaseTesting
import Domain
import Foundation
import Postgres
import RandomTesting
import Store
import Testing

@testable import Services

/// What is held in memory beside what the database says.
@Suite struct FigureBoardTests {
    /// The days of the histories are held, but for the oldest where a board is of a year later.
    private static func figures(_ desk: Desk, today: String = "2026-06-01") async throws -> Figures {
        let reader = FigureReader(desk.service)
        let day = HanoiDay(containing: hanoi("\(today) 00:00")).date
        let board = FigureBoard(reader: reader, catalogs: desk.catalogs) { day }
        try await board.refresh()
        return Figures(board: board, reader: reader, facts: FigureFactReader(desk.service), catalogs: desk.catalogs)
    }

    /// What memory tells; with a channel only the database does.
    private static func question(_ history: FigureHistory) -> FigureQuestion {
        FigureQuestion(period: FigurePeriod(endingBefore: HanoiDay(containing: history.now).date.adding(days: 1), days: 30))
    }

    /// Stocks before the days that are held come block by block, and only those that have changed.
    @Test func whatIsOlderIsReadInBlocks() async throws {
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: 41)
            var history = try await FigureHistory(desk)
            try await history.live(150, &random)
            try await desk.count()
            let reader = FigureReader(desk.service)
            let first = HanoiDay(containing: history.now).date.daysSince1970 - 3
            func read(_ first: Int, since revision: Int64) async throws -> FigureReading {
                let holding = FigureHolding(revision: revision, firstDay: first, unlisted: [])
                return try await reader.days(changedSince: holding, within: 0..<100_000)
            }
            let start = try await read(first, since: -1)
            #expect(start.days.count { $0.day < first } < 8, "blocks, not days")
            var cube = FigureCube(days: first..<100_000, unlisted: [])
            cube.apply(start)
            try await history.live(60, &random)
            try await history.changeBoundaries()
            try await desk.count()
            cube.apply(try await read(first, since: start.position.revision))
            var whole = FigureCube(days: 0..<100_000, unlisted: [])
            whole.apply(try await read(0, since: -1))
            for basis in FigureBasis.allCases {
                for dimension in [FigureDimension.city, .unit, .category, .agency] {
                    for day in [first, first + 2, first + 400] {
                        let told = cube.moves(by: dimension, FigureScope(), basis, before: day)
                        #expect(told == whole.moves(by: dimension, FigureScope(), basis, before: day), "\(basis) \(dimension) \(day)")
                        #expect(!told.isEmpty)
                    }
                }
            }
        }
    }

    /// What has changed is added where all of it is kept, and read anew where it is not: both come to what there is.
    @Test func whatHasChangedIsAdded() async throws {
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: 48)
            var history = try await FigureHistory(desk)
            try await history.live(100, &random)
            try await desk.count()
            let reader = FigureReader(desk.service)
            let first = HanoiDay(containing: history.now).date.daysSince1970 - 3
            let unlisted = Set(try await reader.unlisted())
            func holding(_ revision: Int64) -> FigureHolding { FigureHolding(revision: revision, firstDay: first, unlisted: unlisted) }
            func all() async throws -> FigureReading { try await reader.days(changedSince: holding(-1), within: 0..<100_000) }
            let start = try await all()
            var cube = FigureCube(days: first..<100_000, unlisted: unlisted)
            cube.apply(start)
            var (revision, wasAdded) = (start.position.revision, 0)
            for round in 0..<6 {
                try await history.live(20, &random)
                if round == 2 { try await history.changeBoundaries() }
                try await desk.count()
                let superuser = desk.database.pool(.superuser)
                // As where an instance has counted that does not keep it.
                if round == 4 { try await superuser.execute("DELETE FROM figure_change WHERE revision = \(revision + 1)") }
                let reading = try #require(try await reader.changes(since: holding(revision)))
                #expect(reading.days.isEmpty != reading.additions.isEmpty && (round != 4 || reading.additions.isEmpty))
                if !reading.additions.isEmpty { wasAdded += 1 }
                revision = reading.position.revision
                cube.apply(reading)
                var whole = FigureCube(days: first..<100_000, unlisted: unlisted)
                whole.apply(try await all())
                expectSame(cube, whole, first, "round \(round)")
            }
            #expect(wasAdded >= 3)
        }
    }

    private func expectSame(_ one: FigureCube, _ other: FigureCube, _ first: Int, _ comment: Comment) {
        let days = (first..<first + 30).map { $0..<$0 + 1 }
        for basis in FigureBasis.allCases {
            for dimension in [FigureDimension.city, .unit, .category, .agency] {
                let told = one.tallies(by: dimension, FigureScope(), basis, days)
                #expect(told == other.tallies(by: dimension, FigureScope(), basis, days), comment)
                #expect(told.contains { !$0.isEmpty }, comment)
                for day in [first, first + 2, first + 400] {
                    let moves = one.moves(by: dimension, FigureScope(), basis, before: day)
                    #expect(moves == other.moves(by: dimension, FigureScope(), basis, before: day), comment)
                }
            }
        }
    }

    /// What is mended is in no change: its day is read anew, and what comes later is added again.
    @Test func whatIsMendedIsRead() async throws {
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: 49)
            var history = try await FigureHistory(desk)
            try await history.live(100, &random)
            try await desk.count()
            let figures = try await Self.figures(desk)
            let right = try await figures.summary(Self.question(history), for: .city).figures
            let lost: SQL = "DELETE FROM figure_day WHERE basis = 'activity' AND measure = 'filed'"
            let superuser = desk.database.pool(.superuser)
            try await superuser.execute(lost)
            try await superuser.execute("UPDATE figure_cursor SET revision = revision + 1")
            try await superuser.execute("UPDATE figure_changed_day SET revision = (SELECT revision FROM figure_cursor)")
            try await figures.board.refresh()
            #expect(try await figures.summary(Self.question(history), for: .city).figures.tally[.filed] == 0)
            let reconciliation = FigureReconciliation(store: FigureStore(desk.service), catalogs: desk.catalogs)
            #expect(try await reconciliation.run(repair: true).rows > 0)
            try await history.live(30, &random)
            try await desk.count()
            try await figures.board.refresh()
            let question = Self.question(history)
            let (told, anew) = (try await figures.summary(question, for: .city), try await Self.figures(desk).summary(question, for: .city))
            #expect(told.figures == anew.figures && told.source.edition == anew.source.edition)
            #expect(told.figures.tally[.filed] >= right.tally[.filed])
        }
    }

    /// Whatever in memory is not what the database says is found, and read anew; also in the blocks of what is older than a year.
    @Test(arguments: [("2026-06-01", "filed"), ("2027-09-01", "open.entered")])
    func whatIsHeldIsComparedWithTheDatabase(today: String, measure: String) async throws {
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: 51)
            var history = try await FigureHistory(desk)
            try await history.live(100, &random)
            try await desk.count()
            let figures = try await Self.figures(desk, today: today)
            func verify() async throws -> Int {
                var found = 0
                for _ in 0..<60 { found += try await figures.board.verify() }
                return found
            }
            // What has not been added yet is no difference.
            try await history.live(30, &random)
            try await desk.count()
            #expect(try await verify() == 0)
            let superuser = desk.database.pool(.superuser)
            #expect(try await superuser.execute("DELETE FROM figure_day WHERE basis = 'activity' AND measure = \(measure)") > 0)
            #expect(try await verify() > 0)
            try await figures.board.refresh()
            #expect(try await verify() == 0)
            // A database that fell behind is another history, which is read anew, and no defect.
            try await superuser.execute("UPDATE figure_cursor SET revision = 1")
            try await superuser.execute("DELETE FROM figure_change")
            try await superuser.execute("DELETE FROM figure_day")
            #expect(try await verify() == 0)
        }
    }

    /// A copy that was behind takes over, and counts other events under the same revision: all is read anew.
    @Test func anotherHistoryIsReadAnew() async throws {
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: 50)
            var history = try await FigureHistory(desk)
            try await history.live(100, &random)
            try await desk.count()
            let figures = try await Self.figures(desk)
            let held = try #require(figures.board.position)
            let superuser = desk.database.pool(.superuser)
            // What memory holds was counted at another moment, and one filing more of it was lost.
            try await superuser.execute(
                "UPDATE figure_change SET changed_at = changed_at - interval '1 hour' WHERE revision = \(held.revision)"
            )
            try await superuser.execute(
                """
                DELETE FROM figure_day
                WHERE (basis, day, slice_id, measure) IN (
                    SELECT basis, day, slice_id, measure FROM figure_day WHERE measure = 'filed' ORDER BY n, day LIMIT 1
                )
                """
            )
            try await history.live(5, &random)
            try await desk.count()
            var question = Self.question(history)
            question.channel = .api
            #expect(try await figures.summary(question, for: .city).source.edition == nil)
            question.channel = nil
            try await figures.board.refresh()
            let (told, anew) = (try await figures.summary(question, for: .city), try await Self.figures(desk).summary(question, for: .city))
            #expect(told.figures == anew.figures && figures.board.position?.revision ?? 0 > held.revision)
        }
    }

    /// Memory is a step behind: an answer made with the database is of one moment all the same, and says which.
    @Test func anAnswerIsOfOneMoment() async throws {
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: 42)
            var history = try await FigureHistory(desk)
            try await history.live(200, &random)
            try await desk.count()
            let figures = try await Self.figures(desk)
            let old = try figures.edition()
            try await history.live(100, &random)
            try await desk.count()
            var question = Self.question(history)
            question.channel = .api
            let behind = try await figures.summary(question, for: .city)
            let anew = try await Self.figures(desk)
            let fresh = try await anew.summary(question, for: .city)
            #expect(behind.figures == fresh.figures && behind.before == fresh.before)
            #expect(behind.source.edition == fresh.source.edition && behind.source.edition != old)
            // Everybody has the advantage of what was read.
            #expect(try figures.edition() == behind.source.edition)
            let days = try await figures.timeline(question, by: .day, for: .city)
            let sum = days.points.reduce(into: Tally()) { $0.add($1.figures.tally) }
            #expect(sum == fresh.figures.tally && sum.durations(.resolve).total > 0)
            #expect(days.points.last?.figures.open == fresh.figures.open)
        }
    }

    @Test func whatTheDatabaseSaysOfEarlierHasNoEdition() async throws {
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: 43)
            var history = try await FigureHistory(desk)
            try await history.live(200, &random)
            try await desk.count()
            let figures = try await Self.figures(desk)
            var question = Self.question(history)
            #expect(try await figures.summary(question, for: .city).source.edition == figures.edition())
            // As a copy that lags says.
            try await desk.database.pool(.superuser).execute("UPDATE figure_cursor SET revision = revision - 1")
            question.channel = .api
            let answer = try await figures.summary(question, for: .city)
            #expect(answer.source.edition == nil && answer.source.position.revision < (figures.board.position?.revision ?? 0))
            #expect(try await figures.backlog(at: nil, now: history.now, question, for: nil).source.edition == nil)
            let (asked, now) = (question, history.now)
            try await desk.database.withStore(.publicRead) { publicRead in
                let reader = FigureReader(publicRead)
                let others = Figures(board: figures.board, reader: reader, facts: figures.facts, catalogs: desk.catalogs)
                let edition = try await others.sites(before: now, asked, limit: 5).edition
                #expect(edition == nil)
            }
            // To whoever refreshes it is another database, restored: all is read anew.
            try await figures.board.refresh()
            #expect(try await figures.summary(question, for: .city).source.edition == figures.edition())
        }
    }

    /// Hundreds of days that change at once are for whoever refreshes, not for each who asks.
    @Test func whatIsFarBehindIsNotReadByWhoAsks() async throws {
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: 47)
            var history = try await FigureHistory(desk)
            try await history.live(200, &random)
            try await desk.count()
            let figures = try await Self.figures(desk)
            let held = figures.board.position
            try await desk.database.pool(.superuser).execute("UPDATE figure_cursor SET revision = revision + 1")
            try await desk.database.pool(.superuser).execute(
                """
                INSERT INTO figure_changed_day
                SELECT 'cohort', '2026-01-01'::date + number, (SELECT revision FROM figure_cursor)
                FROM generate_series(0, 99) AS number
                ON CONFLICT (basis, day) DO UPDATE SET revision = excluded.revision
                """
            )
            var question = Self.question(history)
            question.channel = .api
            let answer = try await figures.summary(question, for: .city)
            #expect(answer.source.edition == nil && answer.source.position == held && figures.board.position == held)
            try await figures.board.refresh()
            let later = try await figures.summary(question, for: .city)
            #expect(later.source.edition == (try figures.edition()) && later.figures == answer.figures)
        }
    }

    /// What is never listed in public becomes more: whoever has the answers from before is told others.
    @Test func anEditionIsOfWhatIsHeld() async throws {
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: 44)
            var history = try await FigureHistory(desk)
            try await history.live(60, &random)
            try await desk.count()
            let figures = try await Self.figures(desk)
            let before = try figures.edition()
            try await desk.database.pool(.superuser).execute(
                """
                UPDATE category_version AS said
                SET sensitivity = 2
                FROM category
                WHERE category.id = said.category_id
                    AND category.code = 'road.pothole'
                """
            )
            _ = try await desk.catalogs.newest()
            // Until memory tells them apart answers are those from before, and so is their edition.
            #expect(try figures.edition() == before)
            try await figures.board.refresh()
            #expect(try figures.edition() != before)
            var question = Self.question(history)
            question.category = "road.pothole"
            await #expect(throws: ServiceError.self) { try await figures.summary(question, for: .anybody) }
        }
    }

    /// Rows of categories are all there is, also of those that are no more.
    @Test func aCategoryThatIsNoMoreHasARow() async throws {
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: 45)
            var history = try await FigureHistory(desk)
            try await history.live(120, &random)
            try await desk.count()
            let retired = try await desk.database.pool(.superuser).query(
                """
                UPDATE category
                SET retired_at = now()
                WHERE id = (
                    SELECT category_id
                    FROM figure_report
                    JOIN category_version AS said USING (category_id)
                    WHERE said.sensitivity < 2
                    GROUP BY category_id
                    ORDER BY count(*) DESC
                    LIMIT 1
                )
                RETURNING code
                """,
                as: String.self
            )
            _ = try await desk.catalogs.newest()
            let figures = try await Self.figures(desk)
            var question = Self.question(history)
            let all = try await figures.summary(question, for: .city).figures.tally[.filed]
            let rows = try await figures.table(.category, question, rankedBy: .onTimeResolve, for: .city).rows
            #expect(all > 0 && rows.reduce(0) { $0 + $1.figures.tally[.filed] } == all)
            let code = try #require(retired.first)
            question.category = code
            let own = try await figures.summary(question, for: .anybody)
            #expect(own.subject.category?.code == code && own.figures.tally[.filed] > 0)
        }
    }

    /// Two that refresh at once read once.
    @Test func oneRefreshesAtATime() async throws {
        try await Desk.run(connections: 6) { desk in
            var random = SplitMix64(seed: 46)
            var history = try await FigureHistory(desk)
            try await history.live(20, &random)
            try await desk.count()
            let reader = FigureReader(desk.service)
            let board = FigureBoard(reader: reader, catalogs: desk.catalogs)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { try await board.refresh() } }
                try await group.waitForAll()
            }
            #expect(board.position?.position ?? 0 > 0)
            // What failed does not keep others from it.
            try await desk.database.pool(.superuser).execute("ALTER TABLE figure_cursor RENAME TO figure_cursor_away")
            await #expect(throws: ServiceError.self) { try await board.refresh() }
            try await desk.database.pool(.superuser).execute("ALTER TABLE figure_cursor_away RENAME TO figure_cursor")
            try await history.live(20, &random)
            try await desk.count()
            let held = board.position?.revision ?? 0
            try await board.refresh()
            #expect(board.position?.revision ?? 0 > held)
        }
    }
}
