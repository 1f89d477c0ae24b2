internal import Domain
internal import FoundationEssentials
package import Services

extension SecretKeys {
    /// New keys of every kind, but for those a test brings.
    package static func new(
        contact: String = KeyRing.newFile(id: "c1"),
        lookup: String = KeyRing.newFile(id: "l1"),
        tracking: String = KeyRing.newFile(id: "t1"),
        citizen: String = KeyRing.newFile(id: "z1")
    ) throws -> SecretKeys {
        try SecretKeys(
            contact: contact,
            lookup: lookup,
            tracking: tracking,
            totp: KeyRing.newFile(id: "o1"),
            audit: KeyRing.newFile(id: "a1"),
            citizen: citizen,
            attachment: KeyRing.newFile(id: "f1")
        )
    }
}

extension SignInRules {
    /// As in service, but that a password is hashed in no time.
    package static func cheap(_ secondFactor: SecondFactorPolicy = .optional) throws -> SignInRules {
        SignInRules(
            secondFactor: secondFactor,
            passwords: try passwords.get(),
            hasher: PasswordHasher(logRounds: 4)
        )
    }

    /// Read once: there are thousands of them.
    private static let passwords = Result { try PasswordRule(folder: packageRoot.appending(path: "sql/reference").path) }
}
