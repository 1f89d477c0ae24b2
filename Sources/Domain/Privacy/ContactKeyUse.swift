/// How many reports' contacts stand under a pair of keys.
package struct ContactKeyUse: Hashable, Sendable {
    /// The master key over the data keys.
    package let keyID: String
    /// The key of the digests.
    package let lookupKeyID: String
    package let reports: Int

    package init(keyID: String, lookupKeyID: String, reports: Int) {
        self.keyID = keyID
        self.lookupKeyID = lookupKeyID
        self.reports = reports
    }
}

/// How many citizens' phones stand under a pair of keys.
package struct CitizenKeyUse: Hashable, Sendable {
    /// The key they are sealed under.
    package let keyID: String
    /// The key of their digests; nil where that was not told.
    package let lookupKeyID: String?
    package let citizens: Int

    package init(keyID: String, lookupKeyID: String?, citizens: Int) {
        self.keyID = keyID
        self.lookupKeyID = lookupKeyID
        self.citizens = citizens
    }
}
