package import FoundationEssentials

/// A citizen who has shown their session's token. Lives as long as one request; never logged, never stored.
package struct SignedInCitizen: Sendable {
    package let principal: CitizenPrincipal
    /// The phone they have shown to be theirs; nil without one, or when the key is gone.
    package let phone: PhoneNumber?
    /// The digests reports with that phone are found by.
    package let phoneLookups: [Data]

    package init(principal: CitizenPrincipal, phone: PhoneNumber?, phoneLookups: [Data]) {
        self.principal = principal
        self.phone = phone
        self.phoneLookups = phoneLookups
    }
}
