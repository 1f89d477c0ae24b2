import DatabaseTesting
import Domain
import Foundation
import Services
import Testing

@testable import Web

/// Waiting for changes. The clock stands at Monday 2026-03-02 08:00.
@Suite struct ChangeWaitingTests {
    private static let events = ["accept": "text/event-stream"]

    /// As long as who asks here waits at most: whoever is answered before was told.
    private static let patience = Duration.seconds(30)

    /// Waits until somebody waits.
    private static func awaited(_ api: APITest) async throws {
        while !api.useCases.changes.signal.isAwaited { try await Task.sleep(for: .milliseconds(2)) }
    }

    @Test func whoWaitsIsToldAsSoonAsThereIsSomething() async throws {
        var shares = WorkShares(exports: 1, reads: 1, staff: 1, filings: 1)
        shares.listeners = 8
        let gate = AdmissionGate(shares)
        try await APITest.run(.standingCity, gate: gate) { api in
            let start = try await api.changes("?since=now").next
            try await api.numbering {
                let begun = ContinuousClock.now
                async let answer = api.changes("?since=\(start)&wait=30")
                try await Self.awaited(api)
                // What others need for their work is theirs meanwhile.
                #expect(WorkClass.levels.allSatisfy { gate.underWay($0) == 0 } && gate.underWay(.changes) == 1)
                #expect(gate.listeners == 1)
                let code = try await api.filed()
                #expect(Set(try await answer.values("report.code")) == [code])
                #expect(begun.duration(to: .now) < Self.patience)
                #expect(gate.underWay(.changes) == 0)
            }
        }
    }

    @Test func patienceEnds() async throws {
        try await APITest.run(.standingCity) { api in
            let start = try await api.changes("?since=now").next
            let begun = ContinuousClock.now
            let answer = try await api.changes("?since=\(start)&wait=1")
            #expect(answer.count == 0 && answer.next == start && begun.duration(to: .now) >= .seconds(1))
        }
    }

    /// Of eight places an address has two, and one is for staff alone.
    @Test func whoFindsNoPlaceIsToldWhenToComeAgain() async throws {
        var shares = WorkShares(exports: 9, reads: 9, staff: 9, filings: 9)
        shares.listeners = 8
        let gate = AdmissionGate(shares)
        try await APITest.run(.standingCity, gate: gate) { api in
            let signal = api.useCases.changes.signal
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<2 { group.addTask { try await api.get("/v1/changes?wait=30").status } }
                while gate.underWay(.changes) < 2 || !signal.isAwaited { try await Task.sleep(for: .milliseconds(2)) }
                try await Task.sleep(for: .milliseconds(50))
                for headers in [[:], Self.events] {
                    let refused = try await api.get("/v1/changes?wait=30", headers)
                    #expect(refused.status == 503 && refused.string("code") == "overloaded" && refused.header("retry-after") != nil)
                }
                // Asking without waiting takes no place.
                #expect(try await api.get("/v1/changes").status == 200)
                group.addTask { try await api.get("/v1/changes?scope=city&wait=30", Officer.coordinator.headers).status }
                while gate.underWay(.changes) < 3 { try await Task.sleep(for: .milliseconds(2)) }
                signal.end()
                for try await status in group { #expect(status == 200) }
            }
            #expect(gate.listeners == 0)
        }
    }

    @Test func whenTheServiceGoesNobodyIsKeptWaiting() async throws {
        try await APITest.run(.standingCity) { api in
            let begun = ContinuousClock.now
            async let poll = api.get("/v1/changes?wait=30")
            async let stream = api.get("/v1/changes", Self.events)
            try await Self.awaited(api)
            try await Task.sleep(for: .milliseconds(100))
            api.useCases.changes.signal.end()
            #expect(try await [poll.status, stream.status] == [200, 200])
            // Nor whoever comes then.
            #expect(try await api.get("/v1/changes?wait=30").status == 200)
            #expect(try await api.get("/v1/changes", Self.events).status == 200)
            #expect(begun.duration(to: .now) < Self.patience)
        }
    }

    @Test func aStreamTellsWhatThePollTells() async throws {
        try await APITest.run(.standingCity) { api in
            let first = try await api.filed()
            try await api.number()
            let text = try await api.numbering {
                async let stream = api.get("/v1/changes?limit=1", Self.events)
                try await Self.awaited(api)
                let second = try await api.filed()
                while try await api.changes("?limit=200").values("report.code").last != second {
                    try await Task.sleep(for: .milliseconds(20))
                }
                try await Task.sleep(for: .seconds(2))
                api.useCases.changes.signal.end()
                let answer = try await stream
                #expect(answer.header("content-type") == "text/event-stream; charset=utf-8" && answer.header("x-request-id") != nil)
                return answer.text
            }
            let all = try await api.changes("?limit=200")
            let events = SentEvent.events(in: text).filter { $0.data != nil }
            #expect(events.compactMap(\.id) == all.values("cursor") && events.allSatisfy { $0.name == "change" })
            #expect(all.values("report.code").first == first && events.count == 4)
            let bodies = events.compactMap(\.data).joined(separator: ",")
            #expect(all.answer.text == #"{"items":[\#(bodies)],"next":"\#(all.next)"}"#)
            // Whoever resumes goes on behind the last, whatever `since` says.
            let last = ["last-event-id": try #require(events[1].id)]
            let resumed = try await api.get("/v1/changes?since=now", Self.events.merging(last) { $1 })
            #expect(SentEvent.events(in: resumed.text).compactMap(\.data).count == 2)
        }
    }

    /// What was taken away while somebody waits is missed at the next look.
    @Test func whoeverMayNotAnyMoreHearsNothingMore() async throws {
        try await APITest.run(.standingCity) { api in
            let account = try await api.database.account("nghe", at: "coordinator", [.dashboard])
            let headers = ["authorization": "Bearer \(try await api.database.session(of: account))"]
            try await api.numbering {
                async let poll = api.get("/v1/changes?scope=city&wait=30", headers)
                async let stream = api.get("/v1/changes?scope=city", headers.merging(Self.events) { $1 })
                try await Self.awaited(api)
                try await Task.sleep(for: .milliseconds(100))
                #expect(try await api.delete("/v1/sessions/current", headers).status == 204)
                let code = try await api.filed()
                #expect(try await poll.string("code") == "staff_token_invalid")
                let told = try await stream
                #expect(told.status == 200 && !told.text.contains(code))
            }
        }
    }
}

/// An event of a stream, as HTML's standard reads it.
struct SentEvent: Sendable {
    var id: String?
    var name: String?
    var data: String?

    static func events(in text: String) -> [SentEvent] {
        text.split(separator: "\n\n").map { block in
            var event = SentEvent()
            for line in block.split(separator: "\n") {
                if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
                if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { event.data = String(line.dropFirst(6)) }
            }
            return event
        }
    }
}
