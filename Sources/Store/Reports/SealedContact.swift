package import Domain
package import FoundationEssentials

/// Who reported, as stored: ciphertexts and digests only.
package struct SealedContact: Sendable {
    /// The master key that sealed `dataKey`.
    package var keyID: String
    /// The report's own key, sealed; nil once the person was erased.
    package var dataKey: Data?
    package let kind: Reporter.Kind?
    package let showNameTo: NameVisibility
    package let name: Data?
    package let phone: Data?
    package var phoneLookup: Data?
    package let email: Data?
    package var emailLookup: Data?
    /// Private attributes: a JSON object, sealed.
    package let attributes: Data?
    package var lookupKeyID: String

    package init(
        keyID: String,
        dataKey: Data?,
        kind: Reporter.Kind?,
        showNameTo: NameVisibility,
        name: Data?,
        phone: Data?,
        phoneLookup: Data?,
        email: Data?,
        emailLookup: Data?,
        attributes: Data?,
        lookupKeyID: String
    ) {
        self.keyID = keyID
        self.dataKey = dataKey
        self.kind = kind
        self.showNameTo = showNameTo
        self.name = name
        self.phone = phone
        self.phoneLookup = phoneLookup
        self.email = email
        self.emailLookup = emailLookup
        self.attributes = attributes
        self.lookupKeyID = lookupKeyID
    }
}
