import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@Suite struct ReportActionsTests {
    @Test func aReportGoesItsWay() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            #expect(try await desk.clock("acknowledge", of: code).fire == hanoi("2026-03-02 15:30"))
            #expect(try await desk.clock("handle", of: code).state == "running")
            try await desk.at("2026-03-02 09:00")
            let accepted = try await desk.act(.acknowledge, on: code)
            #expect(accepted.status == .acknowledged && accepted.version == 2)
            #expect(try await desk.clock("acknowledge", of: code) == StoredClock(state: "met", used: 3_600, target: 28_800, outcome: "met"))
            #expect(try await desk.clock("resolve", of: code).due == hanoi("2026-03-09 09:00"))
            try await desk.act(.start, on: code)
            try await desk.at("2026-03-02 10:00")
            try await desk.act(.requestInformation, on: code)
            let paused = try await desk.clock("resolve", of: code)
            #expect(paused.state == "paused" && paused.used == 3_600 && paused.resumes == hanoi("2026-03-09 10:00"))
            try await desk.at("2026-03-03 10:00")
            #expect(try await desk.act(.message, on: code).status == .inProgress)
            try await desk.at("2026-03-03 11:00")
            #expect(try await desk.act(.resolve, on: code).status == .resolved)
            #expect(try await desk.clock("resolve", of: code).used == 7_200)
            #expect(
                try await desk.history(code) == "filed routed acknowledged started information_requested message_added resolved"
            )
            #expect(try await desk.verification.run().drifts == [])
        }
    }
}

extension StoredClock {
    init(state: String, used: Int, target: Int?, outcome: String) {
        self.init(state: state, used: used, target: target, due: nil, fire: nil, resumes: nil, outcome: outcome)
    }
}
