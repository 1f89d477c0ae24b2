internal import JWTKit
internal import Transfer

/// A provider as it describes itself, asked once an hour.
actor OIDCIssuer {
    typealias Now = @Sendable () -> ContinuousClock.Instant

    private let provider: OIDCProvider
    private let client: TransferClient
    private let now: Now
    private var metadata: (value: OIDCMetadata, at: ContinuousClock.Instant)?
    /// The last time it could not be asked, or said nothing that can be used.
    private var failure: (fault: OIDCFault, at: ContinuousClock.Instant)?
    private var keys: (value: PublishedKeys, at: ContinuousClock.Instant)?
    /// When keys were last asked for, whatever came of it.
    private var askedForKeys: ContinuousClock.Instant?

    static let descriptionLimits = TransferLimits(bytes: 64 * 1024, time: .seconds(5))
    static let keyLimits = TransferLimits(bytes: 128 * 1024, time: .seconds(5))
    private static let age: Duration = .seconds(3_600)
    /// While it is away not everybody who comes has to wait for it.
    private static let respite: Duration = .seconds(10)
    /// A token may name any key: strangers must not make the provider be asked for each.
    private static let pause: Duration = .seconds(60)

    init(_ provider: OIDCProvider, client: TransferClient, now: @escaping Now) {
        self.provider = provider
        self.client = client
        self.now = now
    }

    /// Throws for some seconds what asking threw.
    func description() async throws(OIDCFault) -> OIDCMetadata {
        if let metadata, metadata.at.duration(to: now()) < Self.age { return metadata.value }
        if let failure, failure.at.duration(to: now()) < Self.respite { throw failure.fault }
        do {
            let value = try await askForDescription()
            metadata = (value, now())
            return value
        } catch {
            // Whoever has gone away says nothing about the provider.
            if !Task.isCancelled { failure = (error, now()) }
            throw error
        }
    }

    private func askForDescription() async throws(OIDCFault) -> OIDCMetadata {
        let issuer = provider.issuer.hasSuffix("/") ? String(provider.issuer.dropLast()) : provider.issuer
        let body = try await get("\(issuer)/.well-known/openid-configuration", Self.descriptionLimits)
        let value = try OIDCMetadata(body, issuer: provider.issuer)
        guard [value.authorizationEndpoint, value.tokenEndpoint, value.keysURL].allSatisfy(client.permits) else {
            throw .provider("an endpoint may not be asked")
        }
        return value
    }

    /// The key a token names. One that is not known is asked for, but once a minute at most.
    func key(_ name: String?, for algorithm: SigningAlgorithm) async throws(OIDCFault) -> JWK {
        if let keys, keys.at.duration(to: now()) < Self.age, let key = keys.value.key(name, for: algorithm) { return key }
        if let askedForKeys, askedForKeys.duration(to: now()) < Self.pause { throw .refused("unknown key") }
        // When it is over: whoever comes meanwhile asks too, and is not refused for keys that are on their way.
        defer { askedForKeys = now() }
        let value = try PublishedKeys(try await get(try await description().keysURL, Self.keyLimits))
        keys = (value, now())
        guard let key = value.key(name, for: algorithm) else { throw .refused("unknown key") }
        return key
    }

    private func get(_ url: String, _ limits: TransferLimits) async throws(OIDCFault) -> [UInt8] {
        let answer: TransferAnswer
        do {
            answer = try await client.send(TransferRequest(get: url, headers: [("Accept", "application/json")], limits: limits))
        } catch {
            throw .provider("\(error)")
        }
        guard answer.status == 200 else { throw .provider("the provider answers \(answer.status)") }
        return answer.body
    }
}
