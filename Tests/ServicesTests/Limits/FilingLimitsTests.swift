import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

/// Limits on filings that instances keep together.
@Suite struct FilingLimitsTests {
    private static func quotas(device: String) throws -> FilingQuotas {
        func quota(_ text: String) throws -> Quota { try #require(Quota(text)) }
        return FilingQuotas(
            device: try quota(device),
            address: try quota("100000/h"),
            client: try quota("100000/h"),
            user: try quota("100000/h"),
            phone: try quota("100000/h")
        )
    }

    private static func keys() throws -> SecretKeys {
        try .new()
    }

    /// One instance of the service after another, or several, over the same database.
    private static func instance(
        _ database: TestDatabase,
        _ keys: SecretKeys,
        _ quotas: FilingQuotas,
        _ body: (ReportFiling) async throws -> Void
    ) async throws {
        try await database.withStore(.service) { service in
            let catalogs = CatalogCache(store: CatalogStore(service))
            let useCases = UseCases(
                service: service,
                publicRead: service,
                catalogs: catalogs,
                keys: keys,
                attachments: .testing,
                signInRules: try .cheap(),
                filingQuotas: quotas
            )
            try await body(useCases.filing)
        }
    }

    /// Whether a report is filed; nil for another refusal than for too many.
    private static func isFiled(_ filing: ReportFiling, _ party: FilingParty) async throws -> Bool {
        let submission = ReportSubmission(
            category: "road.pothole",
            description: "Ổ gà",
            pin: Pin(latitude: 21.039446, longitude: 105.836365)
        )
        do {
            _ = try await filing.file(submission, key: UUID().uuidString, body: [], from: party)
            return true
        } catch ServiceError.rateLimited {
            return false
        }
    }

    @Test func twoInstancesTogetherLetInWhatOneMay() async throws {
        try await withTestDatabase(.city) { database in
            let (keys, quotas) = (try Self.keys(), try Self.quotas(device: "7/d"))
            let party = FilingParty(network: "192.0.2.1", device: UUID())
            try await Self.instance(database, keys, quotas) { first in
                try await Self.instance(database, keys, quotas) { second in
                    let filed = try await withThrowingTaskGroup(of: Bool.self) { group in
                        for number in 0..<30 {
                            group.addTask { try await Self.isFiled(number.isMultiple(of: 2) ? first : second, party) }
                        }
                        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                    }
                    #expect(filed == 7)
                    #expect(try await Self.isFiled(second, FilingParty(network: "192.0.2.1", device: UUID())))
                }
            }
            let reports = try await database.pool(.superuser).query("SELECT count(*) FROM report", as: Int.self)
            #expect(reports == [8])
        }
    }

    @Test func anInstanceThatStartsAnewForgetsNobody() async throws {
        try await withTestDatabase(.city) { database in
            let (keys, quotas) = (try Self.keys(), try Self.quotas(device: "2/d"))
            let party = FilingParty(network: "192.0.2.1", device: UUID())
            for expected in [true, true, false, false] {
                try await Self.instance(database, keys, quotas) { filing in
                    let isFiled = try await Self.isFiled(filing, party)
                    #expect(isFiled == expected)
                }
            }
        }
    }

    /// With other figures in the settings counting begins anew.
    @Test func otherQuotasAreOtherCounts() async throws {
        try await withTestDatabase(.city) { database in
            let keys = try Self.keys()
            let party = FilingParty(network: "192.0.2.1", device: UUID())
            for (quota, expected) in [("1/d", true), ("1/d", false), ("2/d", true), ("2/d", true), ("2/d", false), ("1/d", false)] {
                try await Self.instance(database, keys, try Self.quotas(device: quota)) { filing in
                    let isFiled = try await Self.isFiled(filing, party)
                    #expect(isFiled == expected, "\(quota)")
                }
            }
        }
    }
}
