internal import Crypto
package import Domain
package import Foundation
package import Store

extension ContactVault {
    /// Seals how somebody who follows a report is to be told, as reporters are sealed; without either there is no key.
    package func seal(_ phone: PhoneNumber?, _ email: EmailAddress?, follower: UUID) throws -> SealedContact {
        let dataKey = SymmetricKey(size: .bits256)
        func sealed(_ text: String?, _ column: String) throws -> Data? {
            try text.map { try Self.seal(Data($0.utf8), with: dataKey, as: column, of: follower, in: .followers) }
        }
        let sealedKey = try Self.seal(
            dataKey.withUnsafeBytes { Data($0) },
            with: keys.current.key,
            as: "data_key",
            of: follower,
            in: .followers
        )
        return SealedContact(
            keyID: keys.current.id,
            dataKey: phone == nil && email == nil ? nil : sealedKey,
            kind: nil,
            showNameTo: .nobody,
            name: nil,
            phone: try sealed(phone?.e164, "phone_sealed"),
            phoneLookup: phone.map { digest(of: $0) },
            email: try sealed(email?.address, "email_sealed"),
            emailLookup: email.map { digest(of: $0) },
            attributes: nil,
            lookupKeyID: lookup.current.id
        )
    }

    /// Opens how a follower is to be told; nil where that is the client's, or was erased.
    package func open(_ contact: SealedContact, follower: UUID) throws -> (phone: PhoneNumber?, email: EmailAddress?)? {
        guard let sealedKey = contact.dataKey else { return nil }
        guard let master = keys.key(contact.keyID)?.key else { throw Unreadable() }
        let dataKey = SymmetricKey(data: try Self.open(sealedKey, with: master, as: "data_key", of: follower, in: .followers))
        func opened(_ sealed: Data?, _ column: String) throws -> String? {
            try sealed.map { String(decoding: try Self.open($0, with: dataKey, as: column, of: follower, in: .followers), as: UTF8.self) }
        }
        return (
            try opened(contact.phone, "phone_sealed").flatMap { try? PhoneNumber($0) },
            try opened(contact.email, "email_sealed").flatMap { try? EmailAddress($0) }
        )
    }

    /// The digests a client's user is found by under every key there is, the present one first.
    package func digests(ofUser user: Data, at client: UUID) -> [Data] {
        lookup.all.map { Self.digest("user|\(client.uuidString.lowercased())|\(user.base64EncodedString())", $0.key) }
    }
}
