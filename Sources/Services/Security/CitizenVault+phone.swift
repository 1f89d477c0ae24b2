internal import Domain
internal import Foundation
internal import Store

extension CitizenVault {
    /// A phone under the present keys; `contacts` makes the digest it is found by.
    func seal(_ phone: PhoneNumber, foundBy contacts: ContactVault) throws -> SealedPhone {
        let lookup = contacts.digest(of: phone)
        return SealedPhone(
            sealed: try seal(phone.e164, as: .phone(lookup)),
            keyID: currentKeyID,
            lookup: lookup,
            lookupKeyID: contacts.lookup.current.id
        )
    }

    /// Throws `Unreadable`.
    func open(_ phone: SealedPhone) throws -> PhoneNumber {
        try PhoneNumber(try open(phone.sealed, as: .phone(phone.lookup), keyID: phone.keyID))
    }
}
