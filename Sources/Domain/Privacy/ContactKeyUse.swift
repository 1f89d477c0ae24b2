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
