/// Somebody as an identity provider knows them. Never a name, a phone or an e-mail address: those change hands.
package struct ProviderIdentity: Hashable, Sendable {
    /// The provider, as its tokens name it.
    package let issuer: String
    /// Who they are there.
    package let subject: String

    package init(issuer: String, subject: String) {
        self.issuer = issuer
        self.subject = subject
    }
}
