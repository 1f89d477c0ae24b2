internal import Domain
internal import FoundationEssentials
package import Services

extension SecretKeys {
    /// New keys of every kind.
    package static func new() throws -> SecretKeys {
        try SecretKeys(
            contact: KeyRing.newFile(id: "c1"),
            lookup: KeyRing.newFile(id: "l1"),
            tracking: KeyRing.newFile(id: "t1"),
            totp: KeyRing.newFile(id: "o1")
        )
    }
}

extension SignInRules {
    /// As in service, but that a password is hashed in no time.
    package static func cheap(_ secondFactor: SecondFactorPolicy = .optional) throws -> SignInRules {
        SignInRules(
            secondFactor: secondFactor,
            passwords: try PasswordRule(folder: packageRoot.appending(path: "sql/reference").path),
            hasher: PasswordHasher(logRounds: 4)
        )
    }
}
