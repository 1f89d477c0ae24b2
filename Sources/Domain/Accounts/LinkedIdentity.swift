/// That somebody of staff has linked who they are at an issuer to their account. Who they are there is nobody's to read.
package struct LinkedIdentity: Hashable, Sendable {
    package let issuer: String
    package let linkedAt: Instant

    package init(issuer: String, linkedAt: Instant) {
        self.issuer = issuer
        self.linkedAt = linkedAt
    }
}
