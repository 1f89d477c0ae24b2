internal import Crypto
package import Domain
package import Foundation
package import Store

extension ContactVault {
    /// Seals who asks about their data, as reporters are sealed; their words stand in the place of sealed answers.
    package func seal(_ subject: DataSubject, request: UUID) throws -> SealedContact {
        let dataKey = SymmetricKey(size: .bits256)
        func sealed(_ text: String?, _ column: String) throws -> Data? {
            try text.map { try Self.seal(Data($0.utf8), with: dataKey, as: column, of: request, in: .requests) }
        }
        return SealedContact(
            keyID: keys.current.id,
            dataKey: try Self.seal(
                dataKey.withUnsafeBytes { Data($0) },
                with: keys.current.key,
                as: "data_key",
                of: request,
                in: .requests
            ),
            kind: nil,
            showNameTo: .nobody,
            name: try sealed(subject.name, "name_sealed"),
            phone: try sealed(subject.phone?.e164, "phone_sealed"),
            phoneLookup: subject.phone.map { digest(of: $0) },
            email: try sealed(subject.email?.address, "email_sealed"),
            emailLookup: subject.email.map { digest(of: $0) },
            attributes: try sealed(subject.details, "details_sealed"),
            lookupKeyID: lookup.current.id
        )
    }

    /// Opens who asked; nil when that was erased. Without the report, which is not sealed.
    package func open(_ contact: SealedContact, request: UUID) throws -> DataSubject? {
        guard let sealedKey = contact.dataKey else { return nil }
        guard let master = keys.key(contact.keyID)?.key else { throw Unreadable() }
        let dataKey = SymmetricKey(data: try Self.open(sealedKey, with: master, as: "data_key", of: request, in: .requests))
        func opened(_ sealed: Data?, _ column: String) throws -> String? {
            try sealed.map { String(decoding: try Self.open($0, with: dataKey, as: column, of: request, in: .requests), as: UTF8.self) }
        }
        return DataSubject(
            name: try opened(contact.name, "name_sealed"),
            phone: try opened(contact.phone, "phone_sealed").flatMap { try? PhoneNumber($0) },
            email: try opened(contact.email, "email_sealed").flatMap { try? EmailAddress($0) },
            report: nil,
            details: try opened(contact.attributes, "details_sealed")
        )
    }
}
