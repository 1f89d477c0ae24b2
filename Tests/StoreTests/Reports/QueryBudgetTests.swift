import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Store

/// The queries every request makes, explained on a database of 100,000 reports: budgets in PostgreSQL's cost units, and no table of
/// reports is ever read from end to end.
@Suite struct QueryBudgetTests {
    private static let growing = [
        "report", "report_content", "report_words", "report_private", "report_event", "sla_clock", "idempotency_key", "filing_trace",
    ]

    @Test func readingForAFilingStaysCheap() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let key = FilingKey(client: nil, key: UUID().uuidString, fingerprint: Data(count: 32))
            let traces = [FilingTrace(.device, key: Data(count: 16)), FilingTrace(.user, key: Data(repeating: 1, count: 16))]
            let request = FilingRequest(
                key: key,
                pin: Pin(latitude: 21.0285, longitude: 105.8542),
                category: "road.pothole",
                traces: traces,
                charges: []
            )
            let query = FilingStore.readQuery(request)
            let plan = try await database.explain(query, as: .app)
            #expect(plan.scanned.isDisjoint(with: Self.growing))
            #expect(plan.cost < 400)
        }
    }

    @Test func thePublicViewStaysCheap() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let code = try #require(
                try await database.pool(.app).query("SELECT code FROM report OFFSET 77777 LIMIT 1", as: String.self).first
            )
            let query = ReportReader.view(for: .anybody, "report.code = \(code)")
            let plan = try await database.explain(query, as: .publicReader)
            #expect(plan.scanned.isDisjoint(with: Self.growing))
            #expect(plan.cost < 100)
        }
    }

    @Test func theReportersViewStaysCheap() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let id = try #require(try await database.pool(.app).query("SELECT id FROM report OFFSET 77777 LIMIT 1", as: UUID.self).first)
            for query in [
                ReportReader.view(for: .reporter, "report.id = \(id)"), ReportReader.view(for: .staff, "report.id = \(id)"),
                ReportReader.own(id), ReportReader.receiptQuery(id),
            ] {
                let plan = try await database.explain(query, as: .app)
                #expect(plan.scanned.isDisjoint(with: Self.growing))
                #expect(plan.cost < 100)
            }
        }
    }

    @Test func aCitizensReportsAreFoundByTheirPhoneAndByWhoWasSignedIn() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            for last in [nil, UUID()] {
                let query = CitizenReportReader.ids(of: UUID(), phones: [Data(count: 32), Data(count: 32)], after: last, limit: 51)
                let plan = try await database.explain(query, as: .app)
                #expect(plan.scanned.isDisjoint(with: Self.growing))
                #expect(plan.cost < 100)
            }
        }
    }

    @Test func whatClosesByItselfAndAKeyOfAnActAreLookedUp() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let place = ReportPlace(at: .earliest, id: UUID())
            let keys = [nil, UUID()].map {
                ActKey(route: "POST /v1/reports/{code}/messages", client: $0, key: "x", fingerprint: Data(count: 32))
            }
            for query in [ClosingStore.dueQuery(after: nil, limit: 200), ClosingStore.dueQuery(after: place, limit: 200)]
                + keys.map(ActKeyRows.query)
            {
                let plan = try await database.explain(query, as: .app)
                #expect(plan.scanned.isDisjoint(with: Self.growing))
                #expect(plan.cost < 400)
            }
        }
    }

    /// Half of the 100,000 clocks that run are due.
    @Test func aSweepFindsWhatIsDueWithoutLookingAtTheRest() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let plan = try await database.explain(SweepStore.claimQuery(200), as: .app)
            #expect(plan.scanned.isDisjoint(with: Self.growing))
            #expect(plan.cost < 400)
        }
    }

    /// Of 300,000 traces 1,500 are new, and each key is of fifteen; but one, which 50,000 have in common.
    @Test func lookingForBurstsIsBounded() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let claim = try await database.explain(BurstStore.claimQuery(1_500), as: .app)
            #expect(claim.scanned.isDisjoint(with: Self.growing) && claim.cost < 20_000)
            let flood = Data(repeating: 255, count: 16)
            try await database.pool(.superuser).execute(
                """
                INSERT INTO filing_trace (key, filed_at, report_id, kind, category, checked)
                SELECT \(flood), now() - number * interval '10 milliseconds', id, 'text', 'road.pothole', number > 400
                FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM report LIMIT 50000) AS report
                """
            )
            let reports = try await database.pool(.app).query(
                "SELECT id, now() FROM report ORDER BY id LIMIT 1500",
                as: (UUID, Instant).self
            )
            let fresh = reports.enumerated().map { number, report in
                let key = number < 400 ? flood : Data(repeating: UInt8(number % 250), count: 16)
                return FreshTrace(key: key, kind: .text, report: report.0, filedAt: report.1)
            }
            let window = try #require(Quota("20/h")?.windows.first)
            let policy = BurstPolicy(area: window, device: window, text: window, user: window)
            let query = BurstStore.crowdQuery(fresh, policy)
            let crowd = try await database.explain(query, as: .app)
            #expect(crowd.scanned.isDisjoint(with: Self.growing))
            let pages = try await database.pool(.app).withConnection { try $0.pagesRead(by: query) }
            #expect(pages < 8_000)
        }
    }

    /// What is to be looked at twice is a walk along an index of its own.
    @Test func theListOfWhatToLookAtTwiceIsAWalkAlongAnIndex() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            var filter = ReportFilter()
            filter.moderations = [.burst]
            let walk = try #require(ListWalk.walks(filter, by: ReportOrder(.due), after: nil).first)
            let query = walk.query(filter, ListedRow.columns(for: UUID()), limit: 51)
            let pages = try await database.pool(.app).withConnection { try $0.pagesRead(by: query) }
            #expect(pages < 50)
        }
    }

    /// A page of a list is a walk along an index: the whole set's, a desk's, by limit or by time. Pages counted as read, not as planned.
    @Test func aPageOfAListIsAWalkAlongAnIndex() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let desk = try #require(try await database.pool(.app).query("SELECT id FROM agency ORDER BY code LIMIT 1", as: UUID.self).first)
            let row = try await database.pool(.app).query(
                "SELECT due_at, id FROM report WHERE due_at < 'infinity' ORDER BY due_at, id OFFSET 10000 LIMIT 1",
                as: (Instant, UUID).self
            ).first
            let (due, id) = try #require(row)
            var (ofDesk, overdue, open, ended) = (ReportFilter(), ReportFilter(), ReportFilter(), ReportFilter())
            ofDesk.agencies = [desk]
            overdue.isOverdue = true
            open.statuses = [.submitted]
            ended.statuses = [.resolved, .closed]
            for key in ReportOrder.Key.allCases {
                for (isReversed, place) in [
                    (false, nil), (true, nil), (false, ReportPlace(at: due, id: id)), (true, ReportPlace(at: due, id: id)),
                ] {
                    for filter in [ReportFilter(), ofDesk, overdue, open, ended] {
                        let walks = ListWalk.walks(filter, by: ReportOrder(key, isReversed: isReversed), after: place)
                        for walk in filter == open ? walks.prefix(1) : walks[...] {
                            let query = walk.query(filter, ListedRow.columns(for: UUID()), limit: 51)
                            let plan = try await database.explain(query, as: .app)
                            #expect(plan.scanned.isDisjoint(with: Self.growing), "\(key) \(isReversed) \(filter)")
                            let pages = try await database.pool(.app).withConnection { try $0.pagesRead(by: query) }
                            // What is overdue is few, but in the order of time it is met by chance.
                            let isOnItsWay = filter != overdue || key == .due
                            #expect(pages < (isOnItsWay ? 600 : 10_000), "\(key) \(isReversed) \(filter) \(place as Any)")
                        }
                    }
                }
            }
        }
    }

    /// What stands beside a page's reports is looked up by their ids, a few pages for each.
    @Test func whatStandsBesideAPageIsLookedUp() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let desk = try #require(try await database.pool(.app).query("SELECT agency_id FROM report LIMIT 1", as: UUID.self).first)
            var filter = ReportFilter()
            filter.agencies = [desk]
            let walk = try #require(ListWalk.walks(filter, by: ReportOrder(.due), after: nil).first)
            let query = walk.query(filter, ListedRow.columns(for: desk), limit: 51)
            let pages = try await database.pool(.app).withTransaction { connection in
                let page = ListPage(try connection.query(query).map(ListedRow.init), by: ReportOrder(.due))
                let statements = page.statements(for: desk).compactMap(\.self)
                _ = try connection.query(statements[0])
                return try statements.dropFirst().map { try connection.pagesRead(by: $0) }
            }
            // Clocks, texts and duplicates.
            #expect(pages.count == 3 && pages.allSatisfy { $0 < 51 * 6 }, "\(pages)")
        }
    }

    /// Of 100,000 reports of one desk, of the last 20 nobody is sure where they belong.
    @Test func whatIsUnsureIsFoundByAnIndex() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let desk = try #require(try await database.pool(.app).query("SELECT agency_id FROM report LIMIT 1", as: UUID.self).first)
            try await database.pool(.superuser).withConnection { connection in
                try connection.run(SQLScript(trusted: "SET session_replication_role = replica"))
                try connection.execute("UPDATE report SET agency_id = \(desk), routing_confidence = 'high'")
                try connection.execute(
                    "UPDATE report SET routing_confidence = 'low' WHERE id IN (SELECT id FROM report ORDER BY due_at DESC, id DESC LIMIT 20)"
                )
                try connection.run(SQLScript(trusted: "SET session_replication_role = origin"))
                try connection.run(SQLScript(trusted: "VACUUM ANALYZE report"))
            }
            var filter = ReportFilter()
            filter.agencies = [desk]
            filter.confidences = [.low, .medium]
            let walk = try #require(ListWalk.walks(filter, by: ReportOrder(.due), after: nil).first)
            let query = walk.query(filter, ListedRow.columns(for: UUID()), limit: 51)
            let (found, pages) = try await database.pool(.app).withConnection { connection in
                (try connection.query(query).count, try connection.pagesRead(by: query))
            }
            #expect(found == 20 && pages < 100, "\(found), \(pages)")
        }
    }

    /// Of 100,000 reports 20 have come to a desk that nobody there has looked at, 20 have news, and 20 it had before.
    @Test func whatIsNewToADeskAndWhatItHadIsFoundByAnIndex() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let (desk, other) = (UUID(), UUID())
            try await database.pool(.superuser).withConnection { connection in
                let agency = try connection.query("SELECT agency_id FROM report LIMIT 1", as: UUID.self).first ?? other
                for change in [
                    "is_arrived = true", "has_message = true", "known_to = ARRAY[\(desk)::uuid]",
                ] as [SQL] {
                    try connection.execute(
                        "UPDATE report SET agency_id = \(agency), \(change) WHERE id IN (SELECT id FROM report ORDER BY id DESC LIMIT 20)"
                    )
                }
                try connection.run(SQLScript(trusted: "VACUUM ANALYZE report"))
            }
            for concern in [ReportConcern.arrived, .newMessage, .held] {
                var filter = ReportFilter()
                filter.attention = concern
                if concern == .held { filter.knownTo = desk }
                let walk = try #require(ListWalk.walks(filter, by: ReportOrder(.due), after: nil).first)
                let query = walk.query(filter, ListedRow.columns(for: UUID()), limit: 51)
                let (found, pages) = try await database.pool(.app).withConnection { connection in
                    (try connection.query(query).count, try connection.pagesRead(by: query))
                }
                #expect(found == 20 && pages < 100, "\(concern): \(found), \(pages)")
            }
        }
    }

    /// A desk of 800 reports, and one that has 100,000, as the coordinator's in the first days.
    @Test func anInboxIsCountedFromIndexes() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let desk = try #require(
                try await database.pool(.app).query("SELECT agency_id FROM report LIMIT 1", as: UUID.self).first
            )
            let query = InboxReader.query(desk, approvesAll: false, isPractice: false)
            let plan = try await database.explain(query, as: .app)
            #expect(plan.scanned.isDisjoint(with: Self.growing))
            let pages = try await database.pool(.app).withConnection { try $0.pagesRead(by: query) }
            #expect(pages < 400)
            try await database.pool(.superuser).withConnection { connection in
                // The words of reports, which would follow, are none of an inbox's business.
                try connection.run(SQLScript(trusted: "SET session_replication_role = replica"))
                #expect(try connection.execute("UPDATE report SET agency_id = \(desk)") == 100_000)
                try connection.run(SQLScript(trusted: "SET session_replication_role = origin"))
                try connection.run(SQLScript(trusted: "VACUUM ANALYZE report"))
            }
            let most = InboxReader.query(desk, approvesAll: true, isPractice: false)
            let all = try await database.pool(.app).withConnection { try $0.pagesRead(by: most) }
            #expect(all < 2_000)
        }
    }

    /// 800 reports around the middle of each unit, and 10,000 at one corner: what may be duplicates is a walk outwards from the place.
    @Test func lookingForDuplicatesIsAWalkFromThePlace() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            try await database.pool(.superuser).withConnection { connection in
                try connection.run(
                    SQLScript(
                        trusted: """
                            SET session_replication_role = replica;
                            SELECT setseed(0.5);
                            UPDATE report
                            SET public_point = ST_Translate(unit.point, (random() - 0.5) / 100, (random() - 0.5) / 100)
                            FROM unit
                            WHERE unit.id = report.unit_id;
                            UPDATE report
                            SET public_point = ST_SetSRID(ST_MakePoint(105.8542, 21.0285), 4326)
                            WHERE id IN (SELECT id FROM report ORDER BY created_at LIMIT 10000);
                            SET session_replication_role = origin
                            """
                    )
                )
                try connection.run(SQLScript(trusted: "VACUUM ANALYZE report"))
            }
            let ends = try await database.pool(.app).query(
                "(SELECT id, agency_id FROM report ORDER BY created_at LIMIT 1) UNION ALL (SELECT id, agency_id FROM report ORDER BY created_at DESC LIMIT 1)",
                as: (UUID, UUID).self
            )
            #expect(ends.count == 2)
            for (id, agency) in ends {
                for desk in [nil, agency] {
                    let query = StaffReader.nearQuery(id, at: desk)
                    let plan = try await database.explain(query, as: .app)
                    #expect(plan.scanned.isDisjoint(with: Self.growing))
                    let (found, pages) = try await database.pool(.app).withConnection { connection in
                        (try connection.query(query, as: UUID.self).count, try connection.pagesRead(by: query))
                    }
                    #expect(found > 0 && found <= 50 && pages < 12_000, "\(found), \(pages)")
                }
            }
        }
    }

    /// Of a sweep of 200 reports few or none have duplicates.
    @Test func tellingDuplicatesIsALookUpForEachReport() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let ids = try await database.pool(.app).query("SELECT id FROM report ORDER BY id LIMIT 200", as: UUID.self)
            try await database.pool(.superuser).withConnection { connection in
                try connection.execute(
                    "UPDATE report SET status = 'duplicate', duplicate_of = \(ids[0]) WHERE id IN (SELECT id FROM report ORDER BY id DESC LIMIT 500)"
                )
                try connection.run(SQLScript(trusted: "VACUUM ANALYZE report"))
            }
            let query = CourseWrite.tellingDuplicates(of: ids, at: ids.map { _ in .earliest })
            let plan = try await database.explain(query, as: .app)
            #expect(plan.scanned.isDisjoint(with: Self.growing))
            #expect(plan.cost < 5_000)
        }
    }

    /// Words that are in few reports are found by their index, among a desk's own if it is a desk that asks; words of all by walking.
    @Test func lookingForWordsIsBounded() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            try await database.pool(.superuser).execute(
                """
                UPDATE report_content SET description = 'Cây đa làng Mơ'
                WHERE report_id IN (SELECT id FROM report ORDER BY created_at OFFSET 50000 LIMIT 20)
                """
            )
            try await database.pool(.superuser).withConnection { try $0.run(SQLScript(trusted: "VACUUM ANALYZE report_words")) }
            var ofDesk = ReportFilter()
            ofDesk.agencies = try await database.pool(.app).query("SELECT agency_id FROM report LIMIT 1", as: UUID.self)
            for (words, filter, most, found) in [
                ("cay da lang", ReportFilter(), 1_000, 20), ("o ga", ReportFilter(), 8_000, 4_001), ("xe o to", ReportFilter(), 1_000, 0),
                ("o ga", ofDesk, 2_000, 793),
            ] {
                let query = ListSearch.found([SearchWords(words).question], in: ListSearch.places(filter), most: 4_001)
                let (ids, pages) = try await database.pool(.app).withConnection { connection in
                    (try connection.query(query, as: UUID.self), try connection.pagesRead(by: query))
                }
                #expect(abs(ids.count - found) <= 1 && pages < most, "\(words): \(ids.count), \(pages)")
            }
            let walk = try #require(ListWalk.walks(ReportFilter(), by: ReportOrder(.created), after: nil).first)
            for (search, found) in [
                (ReportSearch.words(SearchWords("cay da lang")), 20), (.words(SearchWords("o ga")), 51),
                (.words(SearchWords("xe o to")), 0),
                (.wordsLike(SearchWords("cya da lang")), 20), (.wordsLike(SearchWords("cay da lan")), 20),
                (.wordsLike(SearchWords("xe o to")), 0),
            ] {
                let keys = try await database.pool(.app).withTransaction { connection in
                    var wanted = ListSearch(search, in: ReportFilter())
                    return try walk.keys(ReportFilter(), &wanted, limit: 51, on: connection).keys
                }
                #expect(keys.count == found, "\(search)")
                #expect(keys.map(\.at) == keys.map(\.at).sorted { ($0 ?? .latest) < ($1 ?? .latest) })
            }
        }
    }

    /// What 30,000 reports say, and of 20,000 others the last one alone: a page passes so many, and the next goes on behind them.
    /// So it is where rare words turn out to be in many.
    @Test(arguments: [ReportSearch.words(SearchWords("cay do")), .words(SearchWords("ubnd")), .wordsLike(SearchWords("3982794"))])
    func wordsOfManyAreNotLookedForWithoutEnd(_ search: ReportSearch) async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            try await database.pool(.superuser).execute(
                """
                UPDATE report_words SET words = array_to_tsvector(ARRAY['3982794b', 'cay', 'do', 'ubnd'])
                WHERE report_id IN (
                    (SELECT id FROM report WHERE status = 'resolved' LIMIT 30000)
                    UNION ALL (SELECT id FROM report WHERE status = 'submitted' ORDER BY created_at DESC, id DESC LIMIT 1)
                )
                """
            )
            var filter = ReportFilter()
            filter.statuses = [.submitted]
            let asked = filter
            var (found, places, place): ([Int], [Instant?], ReportPlace?) = ([], [], nil)
            repeat {
                let after = place
                let met = try await database.pool(.app).withTransaction { connection in
                    var wanted = ListSearch(search, in: asked)
                    let walk = ListWalk.walks(asked, by: ReportOrder(.created), after: after)[0]
                    return try walk.keys(asked, &wanted, limit: 51, on: connection)
                }
                found.append(met.keys.count)
                places.append(met.passed?.at)
                place = met.passed
            } while place != nil
            #expect(found == [0, 1] && places.count == 2)
        }
    }

    /// However many are found in the first stretch and none after it.
    @Test func stretchesOfAPageAreFew() {
        for limit in [2, 51, 101, 5_001] {
            for found in 0..<limit {
                var (stretch, passed, looks) = (max(2 * limit, ListWalk.firstStretch), 0, 0)
                repeat {
                    looks += 1
                    passed += stretch
                    stretch = ListWalk.stretch(after: stretch, missing: limit - found, found: found, of: passed)
                } while passed < max(StaffReader.mostPassed, 8 * limit)
                #expect(looks <= 9, "\(found) of \(limit)")
            }
        }
    }

    /// Met on the way where very many say it, and else looked up, though some were met.
    @Test(arguments: [(20_000, 5_001), (3_000, 3_000)])
    func aTableHasFiveThousandOfWhatIsSaid(_ said: Int, _ found: Int) async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            try await database.pool(.superuser).execute(
                """
                UPDATE report_words SET words = array_to_tsvector(ARRAY['cay', 'do'])
                WHERE report_id IN (SELECT id FROM report ORDER BY md5(id::text) LIMIT \(said))
                """
            )
            let met = try await database.pool(.app).withTransaction { connection in
                var wanted = ListSearch(.words(SearchWords("cay do")), in: ReportFilter())
                let walk = ListWalk.walks(ReportFilter(), by: ReportOrder(.created), after: nil)[0]
                return try walk.keys(ReportFilter(), &wanted, limit: 5_001, on: connection)
            }
            #expect(met.keys.count == found && met.passed == nil)
        }
    }

    /// What is to be looked at again is a month of an index of its own.
    @Test func whatIsReviewedIsLookedUp() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let month = try #require(ReviewedMonth("2026-03"))
            let place = ReviewItem.Place(at: month.from, report: UUID(), seq: 3)
            for query in [ReviewReader.query(month, after: nil, limit: 51), ReviewReader.query(month, after: place, limit: 51)] {
                let plan = try await database.explain(query, as: .app)
                #expect(plan.scanned.isDisjoint(with: Self.growing))
                #expect(plan.cost < 400)
            }
        }
    }

    /// A page of the public list is a walk along an index, by time or of a unit, or a look at one: of places, or of what is new.
    @Test func aPageOfThePublicListIsReadFromIndexes() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let row = try await database.pool(.app).query(
                "SELECT created_at, id, unit_id, category_id, now() FROM report ORDER BY created_at DESC, id DESC OFFSET 30000 LIMIT 1",
                as: (Instant, UUID, UUID, UUID, Instant).self
            ).first
            let (created, id, unit, category, now) = try #require(row)
            func filter(_ change: (inout PublicReportFilter) -> Void) -> PublicReportFilter {
                var filter = PublicReportFilter()
                change(&filter)
                return filter
            }
            let street = Box(southWest: Pin(latitude: 21.02, longitude: 105.84), northEast: Pin(latitude: 21.03, longitude: 105.85))
            let city = Box(southWest: Pin(latitude: 20, longitude: 105), northEast: Pin(latitude: 22, longitude: 106.5))
            let budgets: [(PublicReportFilter, Int)] = [
                (filter { _ in }, 400), (filter { $0.units = [unit] }, 400), (filter { $0.categories = [category] }, 400),
                (filter { $0.statuses = [.submitted] }, 400), (filter { $0.statuses = [.withdrawn] }, 100),
                (filter { $0.statuses = [.withdrawn, .refused] }, 100), (filter { $0.box = city }, 800),
                (filter { $0.box = street }, 4_000),
                (filter { $0.updatedSince = now.adding(seconds: -3_600) }, 4_000), (filter { $0.to = created }, 400),
                (filter { ($0.units, $0.box, $0.statuses) = ([unit], city, [.submitted, .resolved]) }, 1_200),
            ]
            for (filter, most) in budgets {
                for place in [nil, ReportPlace(at: created, id: id)] {
                    let query = PublicWalk(filter).query(after: place, limit: 51)
                    let plan = try await database.explain(query, as: .publicReader)
                    #expect(plan.scanned.isDisjoint(with: Self.growing), "\(filter) \(place as Any)")
                    let pages = try await database.pool(.publicReader).withConnection { try $0.pagesRead(by: query) }
                    #expect(pages < most, "\(filter) \(place as Any): \(pages)")
                }
            }
        }
    }

    /// As for staff; of 80,000 texts 20 say something that no other says.
    @Test func lookingForWordsInPublicIsBounded() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            try await database.pool(.superuser).execute(
                """
                UPDATE report SET published_text = 'Cây đa làng Mơ'
                WHERE id IN (SELECT id FROM report WHERE publication = 'published' ORDER BY created_at OFFSET 40000 LIMIT 20)
                """
            )
            try await database.pool(.superuser).withConnection { try $0.run(SQLScript(trusted: "VACUUM ANALYZE report")) }
            for (text, most, found, listed) in [("cay da lang", 2_000, 20, 20), ("o ga", 30_000, 4_001, 51), ("xe o to", 2_000, 0, 0)] {
                let words = SearchWords(text)
                let query = PublicWalk.saying(words, among: nil, most: 4_001)
                let (ids, pages) = try await database.pool(.publicReader).withConnection { connection in
                    (try connection.query(query, as: UUID.self), try connection.pagesRead(by: query))
                }
                #expect(ids.count == found && pages < most, "\(text): \(ids.count), \(pages)")
                var filter = PublicReportFilter()
                filter.words = words
                let walk = PublicWalk(filter)
                let reports = try await database.pool(.publicReader).withTransaction { connection in
                    try walk.page(after: nil, limit: 51, on: connection).ids
                }
                #expect(reports.count == listed)
            }
            // Of 20,000 that are open the last one alone says what 80,000 say.
            try await database.pool(.superuser).execute(
                """
                UPDATE report SET publication = 'published', published_text = 'Ổ gà'
                WHERE id = (SELECT id FROM report WHERE status = 'submitted' ORDER BY created_at, id LIMIT 1)
                """
            )
            var filter = PublicReportFilter()
            (filter.words, filter.statuses) = (SearchWords("o ga"), [.submitted])
            let walk = PublicWalk(filter)
            var (pages, place): ([Int], ReportPlace?) = ([], nil)
            repeat {
                let after = place
                let page = try await database.pool(.publicReader).withTransaction { connection in
                    try walk.page(after: after, limit: 51, on: connection)
                }
                pages.append(page.ids.count)
                place = page.next
            } while place != nil
            #expect(pages == [0, 1])
        }
    }

    /// A report that 20,000 follow, and somebody who follows 50 others.
    @Test func whetherSomebodyFollowsAlreadyIsLookedUp() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let report = try #require(try await database.pool(.app).query("SELECT id FROM report LIMIT 1", as: UUID.self).first)
            let (client, phone) = (UUID(), Data(repeating: 7, count: 32))
            try await database.pool(.superuser).execute(
                "INSERT INTO api_client (id, name, created_at, created_by) VALUES (\(client), 'many', now(), 'system')"
            )
            try await database.pool(.superuser).execute(
                """
                INSERT INTO report_follower (
                    id, report_id, followed_at, client_id, client_user, key_id, data_key, phone_sealed, phone_lookup, lookup_key_id
                )
                SELECT
                    gen_random_uuid(), \(report), now(), \(client), sha256(number::text::bytea), '1', '\\x00'::bytea, '\\x00'::bytea,
                    sha256((-number)::text::bytea), '1'
                FROM generate_series(1, 20000) AS number
                UNION ALL
                SELECT gen_random_uuid(), id, now(), NULL, NULL, '1', '\\x00'::bytea, '\\x00'::bytea, \(phone), '1'
                FROM (SELECT id FROM report OFFSET 100 LIMIT 50) AS others
                """
            )
            try await database.pool(.superuser).withConnection { try $0.run(SQLScript(trusted: "VACUUM ANALYZE report_follower")) }
            for identity in [
                FollowerIdentity(phones: [phone, phone], emails: [phone]), FollowerIdentity(client: (client, [phone])),
                FollowerIdentity(client: (client, [])),
            ] {
                let query = FollowerRows.known(identity, of: report)
                let pages = try await database.pool(.app).withTransaction { connection in
                    _ = try connection.query(TextRows.naming(report))
                    return try connection.pagesRead(by: query)
                }
                #expect(pages < 100, "\(pages)")
            }
            let found = try await database.pool(.app).withTransaction { connection in
                try FollowerRows.kept(phones: [phone], emails: [], on: connection)
            }
            #expect(found.count == 50)
        }
    }

    /// However many reports there are around a place, and far and wide.
    @Test func lookingForSimilarReportsIsBounded() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let row = try await database.pool(.app).query(
                "SELECT ST_Y(public_point), ST_X(public_point), category_id FROM report LIMIT 1",
                as: (Double, Double, UUID).self
            ).first
            let (latitude, longitude, category) = try #require(row)
            let pin = Pin(latitude: latitude, longitude: longitude)
            for (categories, radius) in [(nil, 200.0), ([category], 200), (nil, 2_000), ([category], 2_000), ([UUID()], 2_000)] {
                let query = PublicReportReader.nearQuery(pin, within: radius, categories)
                let plan = try await database.explain(query, as: .publicReader)
                #expect(plan.scanned.isDisjoint(with: Self.growing))
                let pages = try await database.pool(.publicReader).withConnection { try $0.pagesRead(by: query) }
                #expect(pages < 4_000, "\(radius): \(pages)")
            }
        }
    }

    /// Whatever it finds, a window of 2,000 reports is so many look-ups.
    @Test func lookingForWhatACalendarConcernsIsBounded() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let middle = try #require(try await database.pool(.app).query("SELECT id FROM report OFFSET 5 LIMIT 1", as: UUID.self).first)
            let now = Instant(secondsSince1970: 1_772_413_200)
            let scopes = [
                CalendarScope(code: "hanoi-office", unit: nil, corrected: nil),
                CalendarScope(code: "hanoi-office", unit: middle, corrected: now..<now.adding(seconds: 86_400)),
            ]
            for scope in scopes {
                for query in [
                    ConcernedReports.query(scope, after: middle, window: 2_000, olderThan: 2),
                    ConcernedReports.preview(scope, .open, before: middle, window: 2_000),
                    ConcernedReports.preview(scope, .closed, before: middle, window: 2_000),
                ] {
                    let plan = try await database.explain(query, as: .app)
                    #expect(plan.scanned.isDisjoint(with: Self.growing))
                    #expect(plan.cost < 80_000)
                }
            }
        }
    }

    /// One desk has 20,000 reports, as in the first days; each of the 268 where nobody works costs a look at an index. Asked for by `=` and in
    /// the order of ids alone they cost 359,152 pages.
    @Test func lookingForReportsAtDesksNobodyWorksAtIsCheap() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            try await database.pool(.superuser).withConnection { connection in
                try connection.run(
                    SQLScript(
                        trusted: """
                            SET session_replication_role = replica;
                            UPDATE agency SET staffed_since = CASE code WHEN 'committee-00004-2025-07-01' THEN now() END;
                            DELETE FROM report WHERE status <> 'submitted';
                            UPDATE report SET agency_id = (SELECT id FROM agency WHERE staffed_since IS NOT NULL);
                            SET session_replication_role = origin
                            """
                    )
                )
                try connection.run(SQLScript(trusted: "VACUUM ANALYZE report"))
            }
            let query = StaffingStore.misplacedQuery(after: nil, limit: 100)
            let pages = try await database.pool(.app).withConnection { try $0.pagesRead(by: query) }
            #expect(pages < 2_000)
        }
    }

    @Test func theTimelineStaysCheap() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let row = try await database.pool(.app).query("SELECT code FROM report OFFSET 77777 LIMIT 1", as: String.self).first
            let plan = try await database.explain(ReportReader.publicTimelineQuery(try #require(row)), as: .publicReader)
            #expect(plan.scanned.isDisjoint(with: Self.growing))
            #expect(plan.cost < 100, "\(plan.cost)")
        }
    }
}

extension TestTemplate {
    /// 100,000 reports of one category, spread over the units, in the tables a request touches.
    static let hundredThousandReports = TestTemplate("hundredThousandReports", from: .city) { database in
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(SQLScript(trusted: seed))
        }
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(SQLScript(trusted: "VACUUM ANALYZE"))
        }
    }

    /// Ids are in the order of time, as the service makes them: a walk through them looks cheap to the planner.
    ///
    /// Keys and history triggers are not checked: what is inserted is right, and checking took four fifths of the time.
    private static let seed = """
        SET session_replication_role = replica;
        SELECT setseed(0.5);

        INSERT INTO report (
            id, code, version, status, created_at, updated_at, public_updated_at, last_seq, category_id, category_version, severity,
            sensitivity, unit_id, agency_id, boundary_version_id, routing_method, routing_confidence, publication, channel, source, tracking_key_id,
            due_at, breach_at, public_point, published_text
        )
        SELECT
            (
                lpad(to_hex((extract(epoch FROM now() - interval '1 minute' * number) * 1000)::bigint), 12, '0')
                || overlay(right(replace(gen_random_uuid()::text, '-', ''), 20) PLACING '7' FROM 1)
            )::uuid,
            'HN-26-' || translate(lpad(number::text, 6, '0'), 'U', 'V') || '-0', 1,
            CASE WHEN number % 5 = 0 THEN 'submitted' ELSE 'resolved' END, now() - interval '1 minute' * number,
            now() - interval '1 minute' * (number * 7919 % number), now() - interval '1 minute' * (number * 7919 % number), 2, category.id, category.version, 'normal', 0, unit.id, agency.id,
            version.id, 'point', 'medium', CASE WHEN number % 5 = 0 THEN 'pending' ELSE 'published' END, 'api', 'public', '1',
            CASE WHEN number % 5 = 0 THEN now() + interval '1 minute' * (number % 50000 - 5000) ELSE 'infinity' END,
            CASE WHEN number % 5 = 0 THEN now() + interval '1 minute' * (number % 50000 - 5000) ELSE 'infinity' END,
            ST_Translate(unit.point, number * 7919::bigint % 1000 / 50000.0 - 0.01, number * 104729::bigint % 1000 / 50000.0 - 0.01),
            CASE WHEN number % 5 > 0 THEN 'Ổ gà' END
        FROM generate_series(1, 100000) AS number
        JOIN (SELECT id, point, row_number() OVER (ORDER BY code) AS rank FROM unit WHERE valid_to IS NULL) AS unit ON unit.rank = number % 126 + 1
        JOIN agency ON agency.unit_id = unit.id AND agency.kind = 'committee'
        CROSS JOIN (SELECT id, version FROM category WHERE code = 'road.pothole') AS category
        CROSS JOIN (SELECT id FROM boundary_version WHERE status = 'active') AS version;

        INSERT INTO report_content (report_id, description, attributes)
        SELECT id, 'Ổ gà', '{}'
        FROM report;

        INSERT INTO report_words (report_id, words)
        SELECT id, words_of_report(report, content)
        FROM report
        JOIN report_content AS content ON content.report_id = report.id;

        INSERT INTO report_private (report_id, key_id, show_name_to, lookup_key_id)
        SELECT id, '1', 'nobody', '1'
        FROM report;

        INSERT INTO report_event (report_id, seq, at, type, actor_kind, agency_id, is_public, data)
        SELECT report.id, seq, report.created_at, 'filed', 'citizen', report.agency_id, true, '{}'
        FROM report
        CROSS JOIN generate_series(1, 2) AS seq;

        INSERT INTO sla_clock (
            report_id, cycle, clock, state, policy_id, calendar_code, calendar_version, target_s, used_s, started_at, due_at, breach_at,
            projected_due_at, fire_at
        )
        SELECT
            report.id, 1, clock.name, clock.state, policy.id, 'hanoi-office', 1, 28800, 0,
            CASE WHEN clock.state = 'running' THEN now() END, CASE WHEN clock.state = 'running' THEN now() END,
            CASE WHEN clock.state = 'running' THEN now() END, CASE WHEN clock.state = 'pending' THEN now() END,
            CASE WHEN clock.state = 'running' THEN now() + interval '1 second' * (random() * 200000 - 100000) END
        FROM report
        CROSS JOIN (VALUES ('acknowledge', 'running'), ('resolve', 'pending')) AS clock (name, state)
        CROSS JOIN (SELECT id FROM sla_policy WHERE code = 'normal') AS policy;

        INSERT INTO idempotency_key (route, key, fingerprint, report_id, created_at)
        SELECT 'POST /v1/reports', gen_random_uuid()::text, sha256(''), id, created_at
        FROM report;

        INSERT INTO filing_trace (key, filed_at, report_id, kind, category, place, checked)
        SELECT
            substring(sha256((kind || number % 20000)::bytea) FOR 16), report.created_at, report.id, kind, 'road.pothole',
            CASE kind WHEN 'device' THEN ST_Point(105.8542, 21.0285, 4326) END, number > 500
        FROM (SELECT id, created_at, row_number() OVER (ORDER BY created_at DESC) AS number FROM report) AS report
        CROSS JOIN (VALUES ('area'), ('device'), ('text')) AS trace (kind);

        SET session_replication_role = origin;
        """
}
