import DatabaseTesting
import Domain
import Foundation
import RandomTesting
import Services
import Testing

@testable import Store

@Suite struct ManySealedTests {
    /// With `PHANANH_TEST_CASES=all` 100,000 events; the last line but one of the test tells how long it took.
    @Test func aLongHistoryIsSealedAndVerified() async throws {
        let few = 3_000
        let count = randomCases(100_000, usually: few).count
        try await withTestDatabase { database in
            try await database.seed(reports: count)
            try await database.withStore(.service) { service in
                try await database.number(service)
                let keys = SealKeys(try KeyRing(file: KeyRing.newFile(id: "k1")))
                let sealer = AuditSealer(
                    numbering: EventSequencer(store: EventPositionStore(service, of: .audit)),
                    store: SealStore(service),
                    keys: keys
                )
                let start = ContinuousClock.now
                while try await sealer.round().hasMore {}
                let sealed = ContinuousClock.now
                let outcome = try await AuditVerification(store: SealStore(service), keys: keys).run()
                #expect(outcome.events == count && outcome.seals == count / 1_000 && outcome.unsealed == 0)
                if count > few { print("\(count) events sealed in \(sealed - start), verified in \(ContinuousClock.now - sealed)") }
            }
        }
    }
}
