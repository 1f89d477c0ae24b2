package import FoundationEssentials

/// A citizen's phone as it is kept.
package struct SealedPhone: Hashable, Sendable {
    /// Bound to the digest.
    package let sealed: Data
    /// The key it is sealed under.
    package let keyID: String
    /// The digest it is found by.
    package let lookup: Data
    /// The key the digest is made with; nil where that was not told.
    package let lookupKeyID: String?

    package init(sealed: Data, keyID: String, lookup: Data, lookupKeyID: String?) {
        self.sealed = sealed
        self.keyID = keyID
        self.lookup = lookup
        self.lookupKeyID = lookupKeyID
    }
}

/// A phone that somebody has shown to be theirs.
package struct ProvenPhone: Sendable {
    /// Under the present keys, for whoever signs in by it first.
    package let phone: SealedPhone
    /// The digests it may be known by: under the present key and the older ones.
    package let lookups: [Data]

    package init(phone: SealedPhone, lookups: [Data]) {
        self.phone = phone
        self.lookups = lookups
    }
}
