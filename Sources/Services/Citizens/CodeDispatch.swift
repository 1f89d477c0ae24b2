internal import Domain
internal import Foundation
package import Store

/// Sends the codes that citizens have asked for, after what asked for them is committed, and forgets what is over.
package struct CodeDispatch: Sendable {
    /// What one round did.
    package struct Round: Sendable {
        package var delivered = 0
        package var refused = 0
        /// Why attempts failed that will be made again, each reason once.
        package var failures: [String: Int] = [:]
        /// Another round would find something to do at once.
        package var hasMore = false
    }

    private static let batch = 20

    private let deliveries: CodeDeliveryStore
    private let codes: SignInStore
    private let vault: CitizenVault
    private let channel: (any CodeChannel)?

    /// Without a channel nothing is sent, only forgotten.
    package init(deliveries: CodeDeliveryStore, codes: SignInStore, vault: CitizenVault, channel: (any CodeChannel)?) {
        self.deliveries = deliveries
        self.codes = codes
        self.vault = vault
        self.channel = channel
    }

    /// Makes one attempt at each of some that are due, all at the same time.
    package func round() async throws(ServiceError) -> Round {
        var round = Round()
        round.hasMore = try await serving { () async throws(StoreError) in try await codes.forget() }
        guard let channel else { return round }
        let due = try await serving { () async throws(StoreError) in try await deliveries.claim(limit: Self.batch) }
        let outcomes = await withTaskGroup(of: (UUID, CodeOutcome).self) { group in
            // Side by side: a code is good for minutes, and a gateway that is slow with one must not use up the others' time. A batch bounds them.
            for delivery in due {
                group.addTask { (delivery.id, await attempt(delivery, by: channel)) }
            }
            return await group.reduce(into: [UUID: CodeOutcome]()) { $0[$1.0] = $1.1 }
        }
        for outcome in outcomes.values { round.count(outcome) }
        let done = outcomes.filter { if case .failed = $0.value { false } else { true } }.map(\.key)
        if !done.isEmpty { try await serving { () async throws(StoreError) in try await deliveries.done(done) } }
        round.hasMore = round.hasMore || due.count == Self.batch
        return round
    }

    private func attempt(_ delivery: CodeDelivery, by channel: any CodeChannel) async -> CodeOutcome {
        guard let number = try? vault.open(delivery.phoneSealed, as: .phone(delivery.phoneLookup), keyID: delivery.phoneKeyID),
            let phone = try? PhoneNumber(number),
            let code = try? vault.open(delivery.codeSealed, as: .code(delivery.id), keyID: delivery.codeKeyID)
        else { return .refused }
        let message = CodeMessage(
            id: delivery.id.uuidString.lowercased(),
            phone: phone,
            code: code,
            language: delivery.language,
            seconds: delivery.seconds
        )
        return await channel.deliver(message)
    }
}

extension CodeDispatch.Round {
    fileprivate mutating func count(_ outcome: CodeOutcome) {
        switch outcome {
        case .delivered: delivered += 1
        case .refused: refused += 1
        case .failed(let reason): failures[reason, default: 0] += 1
        }
    }
}
