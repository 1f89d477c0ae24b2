/// Why a contact was refused; the raw value is the stable code for clients.
package enum ContactError: String, Error, Hashable, Sendable, CaseIterable {
    case phoneInvalid = "phone_invalid"
    case emailInvalid = "email_invalid"
}
