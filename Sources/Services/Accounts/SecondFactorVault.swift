internal import Crypto
internal import Domain
internal import Foundation
internal import Store

/// Seals the secrets of second factors (AES-256-GCM), each bound to its account, so that none can be moved to another unnoticed.
struct SecondFactorVault {
    let keys: KeyRing

    func seal(_ password: OneTimePassword, for account: UUID) throws(ServiceError) -> SealedSecondFactor {
        guard
            let sealed = try? AES.GCM.seal(password.key, using: keys.current.key, authenticating: Self.place(account)).combined
        else { throw .fault("second factor cannot be sealed") }
        return SealedSecondFactor(keyID: keys.current.id, sealed: sealed)
    }

    func open(_ factor: SealedSecondFactor, of account: UUID) throws(ServiceError) -> OneTimePassword {
        guard let key = keys.key(factor.keyID)?.key, let box = try? AES.GCM.SealedBox(combined: factor.sealed),
            let secret = try? AES.GCM.open(box, using: key, authenticating: Self.place(account))
        else { throw .fault("second factor cannot be opened: key \(factor.keyID)") }
        return OneTimePassword(secret: secret)
    }

    private static func place(_ account: UUID) -> Data {
        Data("account|totp_sealed|\(account.uuidString.lowercased())".utf8)
    }
}
