package import Services

extension SecretKeys {
    /// Keys of a test's own, but for those it brings.
    package static func new(
        contact: String = KeyRing.newFile(id: "c1"),
        lookup: String = KeyRing.newFile(id: "l1"),
        tracking: String = KeyRing.newFile(id: "t1")
    ) throws -> SecretKeys {
        try SecretKeys(
            contact: contact,
            lookup: lookup,
            tracking: tracking,
            totp: KeyRing.newFile(id: "o1"),
            audit: KeyRing.newFile(id: "a1")
        )
    }
}
