import DatabaseTesting
import Domain
import Foundation
import Store
import Testing

@testable import Services

@Suite struct UploadLimitsTests {
    private static func run(_ megabytes: Int, _ body: @Sendable @escaping (UploadLimits) async throws -> Void) async throws {
        try await withTestDatabase(.migrated) { database in
            let service = database.store(.service)
            let quotas = UploadQuotas(person: megabytes << 20, address: 1 << 40, client: 1 << 40, staff: 1 << 40)
            let limits = UploadLimits(quotas, key: try SecretKeys.new().lookup, store: QuotaStore(service))
            let outcome: Result<Void, any Error>
            do {
                try await body(limits)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await service.close()
            try outcome.get()
        }
    }

    private static let device = Uploader.citizen(FilingParty(network: "1 0", device: UUID()))
    private static let file = AttachmentLimits.bytes

    /// As what comes in chunks is: nobody knows how long it is before it is there.
    @Test func whatIsCountedTooHighIsSettled() async throws {
        try await Self.run(50) { limits in
            // Twenty times two megabytes, each announced as ten.
            for _ in 0..<20 {
                let bill = try await limits.take(Self.file, for: Self.device)
                _ = try await limits.settle(bill, at: 2 << 20)
            }
            // Ten are left.
            let bill = try await limits.take(Self.file, for: Self.device)
            await #expect(throws: ServiceError.self) { try await limits.take(1 << 20, for: Self.device) }
            await limits.giveBack(bill)
            _ = try await limits.take(Self.file, for: Self.device)
        }
    }

    @Test func whatIsCountedTooLowIsTakenAfterwardsOrRefused() async throws {
        try await Self.run(50) { limits in
            let bill = try await limits.take(Self.file, for: Self.device)
            let more = try await limits.settle(bill, at: 4 * Self.file)
            let second = try await limits.take(Self.file, for: Self.device)
            let error = await #expect(throws: ServiceError.self) { try await limits.settle(second, at: 2 * Self.file) }
            guard case .uploadQuotaUsedUp = error else { return #expect(Bool(false), "\(String(describing: error))") }
            await limits.giveBack(more)
            _ = try await limits.settle(second, at: 5 * Self.file)
        }
    }

    @Test func whoHasSentNothingMaySendAFileWhateverItCountsFor() async throws {
        try await Self.run(5) { limits in
            let bill = try await limits.take(Self.file, for: Self.device)
            await #expect(throws: ServiceError.self) { try await limits.take(1 << 20, for: Self.device) }
            _ = try await limits.settle(bill, at: 1 << 20)
            _ = try await limits.take(3 << 20, for: Self.device)
        }
    }
}
