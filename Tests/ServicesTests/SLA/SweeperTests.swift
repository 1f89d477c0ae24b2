import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@Suite struct SweeperTests {
    @Test func levelsAreRecordedOnceAndInTheirOrder() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            #expect(try await desk.sweep() == 0)
            try await desk.at("2026-03-02 15:30")
            #expect(try await desk.sweep() == 0)
            try await desk.at("2026-03-02 15:31")
            #expect(try await desk.sweep() == 1)
            #expect(try await desk.sweep() == 0)
            #expect(try await desk.history(code) == "filed routed sla_warned")
            #expect(try await desk.clock("acknowledge", of: code).fire == hanoi("2026-03-02 16:42"))
            #expect(try await desk.verification.run().drifts == [])
        }
    }
}
