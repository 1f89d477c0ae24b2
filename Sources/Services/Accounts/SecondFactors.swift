internal import Domain
internal import Foundation
internal import Store

/// Looks at codes of second factors, each of which is taken once.
struct SecondFactors: Sendable {
    let store: CredentialStore
    let vault: SecondFactorVault

    /// Whether a code signs in: the app's of this moment, or one of the recovery codes. It is used up by this.
    func take(_ code: String, of found: Credentials) async throws(ServiceError) -> Bool {
        let code = code.filter { $0 != " " }
        if OneTimePassword.isPlausible(code) {
            guard let factor = found.secondFactor else { return false }
            guard let step = try vault.open(factor, of: found.account).step(of: code, at: found.now) else { return false }
            return try await serving { () async throws(StoreError) in try await store.take(step: step, of: found.account) }
        }
        guard let digest = RecoveryCode.digest(code) else { return false }
        return try await serving { () async throws(StoreError) in try await store.take(recovery: digest, of: found.account) }
    }
}
