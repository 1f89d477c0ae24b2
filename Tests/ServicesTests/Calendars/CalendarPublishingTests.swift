import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@Suite struct CalendarPublishingTests {
    @Test func aChangeOfDaysToComeIsInForceAtOnce() async throws {
        try await Desk.run { desk in
            let before = try await desk.calendars.show(Desk.office).version
            #expect(before.number == 1 && before.publishedBy == nil)
            let publication = try await desk.calendars.publish(try await desk.closing("2026-03-06"), expecting: [1], by: .commandLine(lan))
            guard case .published(let version, let review) = publication else {
                Issue.record("\(publication)")
                return
            }
            #expect(version.number == 2 && review.kind == .futureDated && review.days == [day("2026-03-06")])
            let after = try await desk.calendars.show(Desk.office).version
            #expect(after == version && after.publishedBy == lan)
            #expect(after.definition.exceptions[day("2026-03-06")]?.decision == "Công điện")
            #expect(try await desk.catalogs.newest().calendars[Desk.office]?.version == 2)
            // The version before stays as it was.
            let counts = try await desk.database.pool(.superuser).query(
                "SELECT version, count(*) FROM calendar_exception WHERE calendar_code = \(Desk.office) GROUP BY 1 ORDER BY 1",
                as: (Int, Int).self
            )
            #expect(counts.map(\.0) == [1, 2] && counts[1].1 == counts[0].1 + 1)
            let again = try await desk.calendars.publish(try await desk.closing("2026-03-06"), by: .commandLine(minh))
            #expect(again == .unchanged)
            #expect(try await desk.calendars.list().map(\.code) == ["always", "hanoi-office"])
        }
    }

    /// A ward that begins to work on Saturdays changes no Saturday that was.
    @Test func aWeekHoldsFromADayOnAndIsReadBack() async throws {
        try await Desk.run { desk in
            let ward = try await desk.unit("00004")
            let saturday = [DayInterval(start: 28_800, end: 43_200)]
            var change = CalendarChange(calendar: Desk.office, unit: ward)
            change.week = [6: saturday]
            guard case .published(let version, let review) = try await desk.calendars.publish(change, by: .commandLine(lan)) else {
                Issue.record("not published")
                return
            }
            #expect(review.kind == .futureDated && review.days.first == day("2026-03-07") && review.unit == ward)
            #expect(version.overlays[ward]?.weeks.later == [day("2026-03-03"): [6: saturday]])
            #expect(try await desk.calendars.show(Desk.office).version == version)
            // Until the summer; a week that names no weekday of its own is kept.
            (change.week, change.weekFrom) = ([:], day("2026-06-01"))
            guard case .published(let until, _) = try await desk.calendars.publish(change, by: .commandLine(lan)) else {
                Issue.record("not published")
                return
            }
            let stored = try await desk.calendars.show(Desk.office).version
            #expect(stored == until && stored.overlays[ward]?.weeks.later.keys.sorted() == [day("2026-03-03"), day("2026-06-01")])
            let rules = try await desk.catalogs.newest().rules
            let hours = try rules.calendar(CalendarID(code: Desk.office, unit: ward)).definition
            #expect(hours.hours(on: day("2026-02-28")).isEmpty && hours.hours(on: day("2026-05-30")) == saturday)
            #expect(hours.hours(on: day("2026-06-06")).isEmpty)
        }
    }

    /// What was approved is what was proposed, however long that took.
    @Test func aProposedWeekKeepsTheDayItBeginsOn() async throws {
        try await Desk.run { desk in
            var change = try await desk.closing("2026-03-02")
            change.week = OfficeHours.untilNoon
            guard case .proposed(let approval, _) = try await desk.calendars.publish(change, by: .commandLine(lan), reason: "Bão") else {
                Issue.record("not proposed")
                return
            }
            change.weekFrom = day("2026-03-03")
            #expect(approval.proposal == .calendar(change))
            #expect(try await desk.approvals.show(approval.id) == approval)
            try await desk.at("2026-03-20 08:00")
            _ = try await desk.approvals.decide(approval.id, .approved, by: .commandLine(minh))
            let definition = try await desk.calendars.show(Desk.office).version.definition
            #expect(definition.weeks.later == [day("2026-03-03"): OfficeHours.untilNoon])
            var past = CalendarChange(calendar: Desk.office)
            (past.week, past.weekFrom) = (OfficeHours.untilNoon, day("2026-02-27"))
            await #expect(throws: ServiceError.invalid([FieldError("/reason", .required)])) {
                try await desk.calendars.publish(past, by: .commandLine(lan))
            }
            past.week = nil
            await #expect(throws: ServiceError.invalid([FieldError("/week", .required)])) {
                try await desk.calendars.publish(past, by: .commandLine(lan))
            }
        }
    }

    /// Somebody who waits is told of what is open first, and of the newest of it, and what was left out.
    @Test func aPreviewLooksAtOpenReportsFirst() async throws {
        try await Desk.run { desk in
            var codes: [String] = []
            for _ in 0..<3 {
                let code = try await desk.file()
                try await desk.act(.acknowledge, on: code)
                codes.append(code.description)
            }
            let closed = try await desk.file()
            try await desk.act(.acknowledge, on: closed)
            try await desk.act(.resolve, on: closed)
            let correction = try await desk.closing("2026-03-02")
            let current = try await desk.calendars.show(Desk.office)
            let next = current.version.applying(correction, by: nil, at: current.now)
            let review = CalendarReview(from: current.version, to: next, at: current.now)
            let catalog = try await desk.catalogs.newest()
            let rules = try catalog.rules.replacing(next)
            let store = ImpactStore(desk.service)
            var (seen, last): ([String], UUID?) = ([], nil)
            while true {
                let batch = try #require(
                    try await store.compare(
                        next,
                        review,
                        .open,
                        before: last,
                        window: 1,
                        from: catalog,
                        to: rules,
                        at: current.now.adding(seconds: 7_200),
                        limit: 1
                    )
                )
                guard let reached = batch.last else { break }
                seen += batch.impact.moves.map(\.report)
                last = reached
            }
            #expect(seen == codes.reversed())
            #expect(try await desk.calendars.preview(correction).isComplete)
            let cut = try await desk.calendars.preview(correction, within: .zero)
            #expect(!cut.isComplete && cut.unseen.open == 3 && cut.unseen.closed == 1 && cut.impact.reports == 0)
            let planned = try await desk.calendars.preview(try await desk.closing("2026-03-05"), within: .zero)
            #expect(planned.unseen.open == 3 && planned.unseen.closed == 0)
        }
    }

    @Test func wordsAreANewVersionThatMovesNothing() async throws {
        try await Desk.run { desk in
            var change = CalendarChange(calendar: Desk.office)
            change.source = "Quyết định của Thành phố"
            change.nameVi = "Giờ làm việc"
            guard case .published(let version, let review) = try await desk.calendars.publish(change, by: .commandLine(lan)) else {
                Issue.record("not published")
                return
            }
            #expect(review.kind == .wording && version.definition.name == "Giờ làm việc" && version.source == "Quyết định của Thành phố")
            #expect(try await desk.recount.round().backlog.publications == 0)
        }
    }

    @Test func aCorrectionNeedsAReasonAndAnotherPerson() async throws {
        try await Desk.run { desk in
            let change = try await desk.closing("2026-03-02")
            await #expect(throws: ServiceError.invalid([FieldError("/reason", .required)])) {
                try await desk.calendars.publish(change, by: .commandLine(lan))
            }
            await #expect(throws: ServiceError.invalid([FieldError("/reason", .blank)])) {
                try await desk.calendars.publish(change, by: .commandLine(lan), reason: " ")
            }
            guard
                case .proposed(let approval, let review) = try await desk.calendars.publish(
                    change,
                    by: .commandLine(lan),
                    reason: "Bão số 3"
                )
            else {
                Issue.record("not proposed")
                return
            }
            #expect(review.kind == .correction && approval.baseVersion == 1 && approval.proposal == .calendar(change))
            #expect(try await desk.approvals.show(approval.id) == approval)
            #expect(try await desk.approvals.list() == [approval])
            #expect(try await desk.calendars.show(Desk.office).version.number == 1)
            // One proposal at a time about one calendar.
            await #expect(throws: ServiceError.approvalRefused(.pending)) {
                try await desk.calendars.publish(try await desk.closing("2026-03-01", "2026-02-27"), by: .commandLine(minh), reason: "khác")
            }
            for (verdict, person, refusal) in [
                (ApprovalVerdict.approved, lan, ApprovalRefusal.ownProposal), (.rejected, lan, .ownProposal),
                (.withdrawn, minh, .othersProposal),
            ] {
                await #expect(throws: ServiceError.approvalRefused(refusal)) {
                    try await desk.approvals.decide(approval.id, verdict, by: .commandLine(person))
                }
            }
            let decided = try await desk.approvals.decide(approval.id, .approved, by: .commandLine(minh), comment: "đồng ý")
            #expect(decided.decision == .init(verdict: .approved, by: minh, at: hanoi("2026-03-02 08:00"), comment: "đồng ý"))
            let version = try await desk.calendars.show(Desk.office).version
            #expect(version.number == 2 && version.publishedBy == lan && version.definition.hours(on: day("2026-03-02")).isEmpty)
            #expect(try await desk.approvals.list() == [])
            #expect(try await desk.approvals.list(all: true) == [decided])
            await #expect(throws: ServiceError.approvalRefused(.decided)) {
                try await desk.approvals.decide(approval.id, .rejected, by: .commandLine(hoa))
            }
            await #expect(throws: ServiceError.notFound) { try await desk.approvals.decide(UUID(), .approved, by: .commandLine(hoa)) }
        }
    }

    /// What somebody else has published in between is not undone by an older proposal.
    @Test func aProposalOnAnOlderVersionCannotBeApproved() async throws {
        try await Desk.run { desk in
            let change = try await desk.closing("2026-03-02")
            guard case .proposed(let approval, _) = try await desk.calendars.publish(change, by: .commandLine(lan), reason: "Bão") else {
                Issue.record("not proposed")
                return
            }
            _ = try await desk.calendars.publish(try await desk.closing("2026-03-10"), by: .commandLine(hoa))
            await #expect(throws: ServiceError.approvalRefused(.outdated)) {
                try await desk.approvals.decide(approval.id, .approved, by: .commandLine(minh))
            }
            #expect(try await desk.approvals.show(approval.id).decision == nil)
            #expect(try await desk.approvals.decide(approval.id, .withdrawn, by: .commandLine(lan)).decision?.verdict == .withdrawn)
            // The way is free for one on the newest.
            #expect(try await desk.correct(try await desk.closing("2026-03-02")) == 3)
            await #expect(throws: ServiceError.versionDiffers) {
                try await desk.calendars.publish(change, expecting: [1, 2], by: .commandLine(lan))
            }
        }
    }

    @Test func whenTwoApproveOneIsFirst() async throws {
        try await Desk.run { desk in
            guard
                case .proposed(let approval, _) = try await desk.calendars.publish(
                    try await desk.closing("2026-03-02"),
                    by: .commandLine(lan),
                    reason: "Bão"
                )
            else {
                Issue.record("not proposed")
                return
            }
            let outcomes = await withTaskGroup(of: ServiceError?.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        do throws(ServiceError) {
                            let verdict: ApprovalVerdict = number.isMultiple(of: 3) ? .rejected : .approved
                            _ = try await desk.approvals.decide(
                                approval.id,
                                verdict,
                                by: .commandLine(number.isMultiple(of: 2) ? minh : hoa)
                            )
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                return await group.reduce(into: [ServiceError?]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.compactMap(\.self).allSatisfy { $0 == .approvalRefused(.decided) })
            let wasApproved = try await desk.approvals.show(approval.id).decision?.verdict == .approved
            #expect(try await desk.calendars.show(Desk.office).version.number == (wasApproved ? 2 : 1))
        }
    }

    /// A day that was to come when it was proposed may have passed by the time it is approved, and a horizon may have come near.
    @Test func theChecksAreMadeAgainAtTheApproval() async throws {
        try await Desk.run { desk in
            guard
                case .proposed(let approval, _) = try await desk.calendars.publish(
                    try await desk.closing("2026-03-02"),
                    by: .commandLine(lan),
                    reason: "Bão"
                )
            else {
                Issue.record("not proposed")
                return
            }
            try await desk.at("2027-09-01 08:00")
            await #expect(throws: ServiceError.approvalRefused(.unfit)) {
                try await desk.approvals.decide(approval.id, .approved, by: .commandLine(minh))
            }
            #expect(try await desk.approvals.show(approval.id).decision == nil)
        }
    }

    @Test func whatTheChecksForbidChangesNothing() async throws {
        try await Desk.run { desk in
            var closed = CalendarChange(calendar: Desk.office)
            closed.week = [:]
            var unpaired = try await desk.closing("2026-04-01")
            unpaired.exceptions?[day("2026-12-05")] = CalendarException(kind: .swapWork, hours: [.wholeDay], name: "Làm bù")
            var short = CalendarChange(calendar: Desk.office)
            short.lastDay = day("2026-08-01")
            var unit = CalendarChange(calendar: Desk.office, unit: try await desk.unit("00004"))
            unit.week = [1: [DayInterval(start: 50, end: 40)]]
            for change in [closed, unpaired, short, unit] {
                guard case .unfit(let review) = try await desk.calendars.publish(change, by: .commandLine(lan), reason: "vì sao") else {
                    Issue.record("fit: \(change)")
                    continue
                }
                #expect(!review.isFit)
                #expect(try await desk.calendars.preview(change).review.isFit == false)
            }
            #expect(try await desk.calendars.show(Desk.office).version.number == 1)
            #expect(try await desk.approvals.list(all: true) == [])
        }
    }

    @Test func whatMakesNoSenseIsRefused() async throws {
        try await Desk.run { desk in
            let calendars = desk.calendars
            await #expect(throws: ServiceError.notFound) { try await calendars.show("nowhere") }
            await #expect(throws: ServiceError.notFound) { try await calendars.show(String(repeating: "ắ", count: 100_000)) }
            await #expect(throws: ServiceError.notFound) {
                try await calendars.publish(CalendarChange(calendar: "nowhere"), by: .commandLine(lan))
            }
            var stranger = CalendarChange(calendar: Desk.office, unit: UUID())
            stranger.week = [6: []]
            await #expect(throws: ServiceError.invalid([FieldError("/unit", .unknownValue)])) {
                try await calendars.publish(stranger, by: .commandLine(lan))
            }
            await #expect(throws: ServiceError.invalid([FieldError("/unit", .unknownValue)])) { try await calendars.preview(stranger) }
            var named = CalendarChange(calendar: Desk.office, unit: try await desk.unit("00004"))
            named.lastDay = day("2028-12-31")
            named.source = "x"
            await #expect(throws: ServiceError.invalid([FieldError("/source", .unknownField), FieldError("/last_day", .unknownField)])) {
                try await calendars.publish(named, by: .commandLine(lan))
            }
            var worded = CalendarChange(calendar: Desk.office)
            worded.nameVi = "a\u{0}"
            await #expect(throws: ServiceError.invalid([FieldError("/name", .controlCharacter)])) {
                try await calendars.publish(worded, by: .commandLine(lan))
            }
        }
    }

    /// Publications at the same moment follow one another.
    @Test func manyPublicationsAtOnceAreAsManyVersions() async throws {
        try await Desk.run { desk in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...6 {
                    group.addTask {
                        var change = CalendarChange(calendar: Desk.office)
                        change.source = "nguồn \(number)"
                        _ = try await desk.calendars.publish(change, by: .commandLine(lan))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await desk.calendars.show(Desk.office).version.number == 7)
        }
    }

    /// The files give a calendar its first versions; what people publish is not overwritten, and neither is the past.
    @Test func referenceFilesDoNotOverwriteWhatWasPublished() async throws {
        try await Desk.run { desk in
            let shipped = packageRoot.appending(path: "sql/reference").path
            let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
            try FileManager.default.copyItem(atPath: shipped, toPath: folder)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            func rewrite(_ from: String, _ to: String) throws {
                let path = "\(folder)/calendar-exceptions.csv"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                try #require(text.contains(from))
                try text.replacing(from, with: to).write(toFile: path, atomically: true, encoding: .utf8)
            }
            try await desk.database.withStore(.owner) { owner in
                let loader = ReferenceLoader(store: ReferenceStore(owner))
                // Days to come: the next version, and clocks to be counted anew.
                try rewrite("hanoi-office,2027-09-03,holiday", "hanoi-office,2027-09-06,holiday")
                #expect(try await loader.load(folder: folder).changes.calendars == 1)
                #expect(try await desk.calendars.show(Desk.office).version.number == 2)
                #expect(try await desk.recount.round().backlog.publications == 1)
                // Days already counted: not without two people.
                try rewrite("hanoi-office,2026-01-01,holiday", "hanoi-office,2026-01-08,holiday")
                let corrected = try await loader.load(folder: folder)
                #expect(corrected.changes.isEmpty && corrected.warnings.contains { $0.contains("already counted") })
                _ = try await desk.calendars.publish(try await desk.closing("2026-07-07"), by: .commandLine(lan))
                let kept = try await loader.load(folder: folder)
                #expect(kept.changes.isEmpty && kept.warnings.contains { $0.contains("lan has published it here") })
                // The files as they were when last taken over say nothing new.
                #expect(try await desk.calendars.show(Desk.office).version.number == 3)
            }
        }
    }
}

/// Weeks of tests.
private enum OfficeHours {
    static let untilNoon = Dictionary(uniqueKeysWithValues: (1...5).map { ($0, [DayInterval(start: 28_800, end: 43_200)]) })
}
