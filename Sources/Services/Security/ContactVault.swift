internal import Crypto
package import Domain
package import Foundation
package import Store

/// Seals who reported: each report has a data key of its own (AES-256-GCM), itself sealed under a master key.
/// Every ciphertext is bound to its column and report, so that none can be moved to another place unnoticed.
package struct ContactVault: Sendable {
    let keys: KeyRing
    let lookup: KeyRing

    package init(keys: KeyRing, lookup: KeyRing) {
        self.keys = keys
        self.lookup = lookup
    }

    /// A sealed value that cannot be opened: the key is gone, or the row was tampered with.
    package struct Unreadable: Error {}

    /// The row of `report_private` for a draft.
    package func seal(_ draft: ReportDraft, report: UUID) throws -> SealedContact {
        let dataKey = SymmetricKey(size: .bits256)
        let reporter = draft.reporter
        func sealed(_ text: String?, _ column: String) throws -> Data? {
            try text.map { try Self.seal(Data($0.utf8), with: dataKey, as: column, of: report) }
        }
        return SealedContact(
            keyID: keys.current.id,
            dataKey: try Self.seal(dataKey.withUnsafeBytes { Data($0) }, with: keys.current.key, as: "data_key", of: report),
            kind: reporter?.kind,
            showNameTo: reporter?.showNameTo ?? .nobody,
            name: try sealed(reporter?.name, "name_sealed"),
            phone: try sealed(reporter?.phone?.e164, "phone_sealed"),
            phoneLookup: reporter?.phone.map(digest),
            email: try sealed(reporter?.email?.address, "email_sealed"),
            emailLookup: reporter?.email.map(digest),
            attributes: try sealed(
                draft.privateAttributes.isEmpty ? nil : AttributeJSON.text(draft.privateAttributes),
                "attributes_sealed"
            ),
            lookupKeyID: lookup.current.id
        )
    }

    /// Other answers in the place of those that are sealed beside a contact; nil for none. Throws `Unreadable`.
    package func seal(
        _ answers: [(code: String, value: AttributeValue)],
        beside contact: SealedContact,
        of report: UUID
    ) throws -> Data? {
        guard !answers.isEmpty else { return nil }
        guard let sealedKey = contact.dataKey, let master = keys.key(contact.keyID)?.key else { throw Unreadable() }
        let dataKey = SymmetricKey(data: try Self.open(sealedKey, with: master, as: "data_key", of: report))
        return try Self.seal(Data(AttributeJSON.text(answers).utf8), with: dataKey, as: "attributes_sealed", of: report)
    }

    /// Opens a report's contact data; nil when there are none, or none any more.
    package func open(_ contact: SealedContact, report: UUID) throws -> OpenedContact? {
        guard let sealedKey = contact.dataKey else { return nil }
        guard let master = keys.key(contact.keyID)?.key else { throw Unreadable() }
        let dataKey = SymmetricKey(data: try Self.open(sealedKey, with: master, as: "data_key", of: report))
        func opened(_ sealed: Data?, _ column: String) throws -> String? {
            try sealed.map { String(decoding: try Self.open($0, with: dataKey, as: column, of: report), as: UTF8.self) }
        }
        return OpenedContact(
            kind: contact.kind,
            showNameTo: contact.showNameTo,
            name: try opened(contact.name, "name_sealed"),
            phone: try opened(contact.phone, "phone_sealed").flatMap { try? PhoneNumber($0) },
            email: try opened(contact.email, "email_sealed").flatMap { try? EmailAddress($0) },
            privateAttributes: try opened(contact.attributes, "attributes_sealed").map(AttributeJSON.values) ?? []
        )
    }

    /// The same with its data key under the present master key. Throws `Unreadable`.
    package func rewrapped(_ contact: SealedContact, of row: UUID, in table: SealedTable = .reports) throws -> SealedContact {
        guard let sealedKey = contact.dataKey else { return contact }
        guard let master = keys.key(contact.keyID)?.key else { throw Unreadable() }
        let dataKey = try Self.open(sealedKey, with: master, as: "data_key", of: row, in: table)
        var renewed = contact
        renewed.keyID = keys.current.id
        renewed.dataKey = try Self.seal(dataKey, with: keys.current.key, as: "data_key", of: row, in: table)
        return renewed
    }

    /// The same with digests of the present look-up key, which takes opening it. Throws `Unreadable`.
    package func redigested(_ contact: SealedContact, of row: UUID, in table: SealedTable = .reports) throws -> SealedContact {
        let opened: (phone: PhoneNumber?, email: EmailAddress?)
        switch table {
        case .reports:
            let reporter = try open(contact, report: row)
            opened = (reporter?.phone, reporter?.email)
        case .requests:
            let subject = try open(contact, request: row)
            opened = (subject?.phone, subject?.email)
        case .followers: opened = try open(contact, follower: row) ?? (nil, nil)
        }
        guard (opened.phone == nil) == (contact.phone == nil), (opened.email == nil) == (contact.email == nil) else { throw Unreadable() }
        var renewed = contact
        renewed.phoneLookup = opened.phone.map(digest)
        renewed.emailLookup = opened.email.map(digest)
        renewed.lookupKeyID = lookup.current.id
        return renewed
    }

    /// The digest a phone is found by.
    package func digest(of phone: PhoneNumber) -> Data {
        digest("phone|\(phone.e164)")
    }

    /// The digest an e-mail address is found by. Case is not told apart: no mail service in use does.
    package func digest(of email: EmailAddress) -> Data {
        digest("email|\(email.address.lowercased())")
    }

    /// The digest a client's user is found by: of two clients nobody can tell whether a user is the same.
    package func digest(ofUser user: Data, at client: UUID) -> Data {
        digest("user|\(client.uuidString.lowercased())|\(user.base64EncodedString())")
    }

    /// The digests a phone is found by under every key there is: what was filed before a rotation is under an older one.
    package func digests(of phone: PhoneNumber) -> [Data] {
        lookup.all.map { Self.digest("phone|\(phone.e164)", $0.key) }
    }

    /// The same of an e-mail address.
    package func digests(of email: EmailAddress) -> [Data] {
        lookup.all.map { Self.digest("email|\(email.address.lowercased())", $0.key) }
    }

    private func digest(_ text: String) -> Data {
        Self.digest(text, lookup.current.key)
    }

    static func digest(_ text: String, _ key: SymmetricKey) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
    }

    static func seal(
        _ plain: Data,
        with key: SymmetricKey,
        as column: String,
        of row: UUID,
        in table: SealedTable = .reports
    ) throws -> Data {
        guard let sealed = try AES.GCM.seal(plain, using: key, authenticating: place(column, row, table)).combined else {
            throw Unreadable()
        }
        return sealed
    }

    static func open(
        _ sealed: Data,
        with key: SymmetricKey,
        as column: String,
        of row: UUID,
        in table: SealedTable = .reports
    ) throws -> Data {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let plain = try? AES.GCM.open(box, using: key, authenticating: place(column, row, table))
        else { throw Unreadable() }
        return plain
    }

    private static func place(_ column: String, _ row: UUID, _ table: SealedTable) -> Data {
        Data("\(table.rawValue)|\(column)|\(row.uuidString.lowercased())".utf8)
    }
}
