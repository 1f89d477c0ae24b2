import Domain
import Foundation
import Store
import Testing

@testable import Services

@Suite struct ContactVaultTests {
    private let report = UUID()

    @Test func whatIsSealedCanBeOpened() throws {
        let vault = try vault()
        let contact = try vault.seal(try draft(), report: report)
        #expect(try vault.open(contact, report: report)?.name == "Nguyễn Thị Thử")
        #expect(try vault.open(contact, report: report)?.phone?.e164 == "+84912345678")
        #expect(try vault.open(contact, report: report)?.privateAttributes.first?.value == .text("29A-123.45"))
        let phone = try PhoneNumber("+84912345678")
        #expect(contact.phoneLookup == vault.digest(of: phone))
    }

    @Test func equalContactsLookDifferentButAreFoundByTheSameDigest() throws {
        let vault = try vault()
        let first = try vault.seal(try draft(), report: report)
        let second = try vault.seal(try draft(), report: UUID())
        #expect(first.phone != second.phone)
        #expect(first.dataKey != second.dataKey)
        #expect(first.phoneLookup == second.phoneLookup)
        #expect(first.phoneLookup != first.emailLookup)
    }

    @Test func aCiphertextMovedElsewhereCannotBeOpened() throws {
        let vault = try vault()
        let contact = try vault.seal(try draft(), report: report)
        #expect(throws: ContactVault.Unreadable.self) { try vault.open(contact, report: UUID()) }
        let swapped = contact.with(name: contact.phone)
        #expect(throws: ContactVault.Unreadable.self) { try vault.open(swapped, report: report) }
    }

    @Test func oneFlippedBitIsNoticed() throws {
        let vault = try vault()
        let contact = try vault.seal(try draft(), report: report)
        let name = try #require(contact.name)
        for index in name.indices {
            var bytes = name
            bytes[index] ^= 1
            #expect(throws: ContactVault.Unreadable.self) { try vault.open(contact.with(name: bytes), report: report) }
        }
    }

    @Test func anOldKeyOpensAndTheNewOneSeals() throws {
        let old = "a \(Data((0..<32).map { UInt8($0) }).base64EncodedString())\n"
        let new = "b \(Data((0..<32).map { UInt8($0 + 32) }).base64EncodedString())\n"
        let lookup = try KeyRing(file: KeyRing.newFile(id: "l"))
        let contact = try ContactVault(keys: KeyRing(file: old), lookup: lookup).seal(try draft(), report: report)
        let rotated = ContactVault(keys: try KeyRing(file: new + old), lookup: lookup)
        #expect(try rotated.open(contact, report: report)?.name == "Nguyễn Thị Thử")
        #expect(try rotated.seal(try draft(), report: report).keyID == "b")
        #expect(throws: ContactVault.Unreadable.self) {
            try ContactVault(keys: KeyRing(file: new), lookup: lookup).open(contact, report: report)
        }
    }

    private func vault() throws -> ContactVault {
        ContactVault(keys: try KeyRing(file: KeyRing.newFile(id: "c")), lookup: try KeyRing(file: KeyRing.newFile(id: "l")))
    }

    private func draft() throws -> ReportDraft {
        let plate = AttributeDefinition(
            code: "plate",
            kind: .text(maxLength: 20),
            label: BilingualText(vi: "Biển số", en: "Plate"),
            isRequired: false,
            isPrivate: true,
            unit: nil
        )
        let submission = ReportSubmission(
            category: "traffic.parking",
            description: "Đỗ xe",
            pin: Pin(latitude: 21, longitude: 105.8),
            attributes: [("plate", .text("29A-123.45"))],
            reporter: .init(name: "Nguyễn Thị Thử", phone: "0912 345 678", email: "thu@example.com")
        )
        return try ReportDraft.validate(submission, categories: OneCategory(attribute: plate), now: Instant(secondsSince1970: 0)).get()
    }
}

private struct OneCategory: CategoryLookup {
    let attribute: AttributeDefinition

    func category(_ code: String) -> Domain.Category? {
        Domain.Category(
            id: UUID(),
            code: code,
            version: 1,
            parentID: UUID(),
            position: 0,
            name: BilingualText(vi: code, en: code),
            treatment: Treatment(severity: .normal, sensitivity: .coarse),
            evidenceRequired: false,
            legalBasis: nil,
            emergencyNumbers: [],
            attributes: [attribute]
        )
    }
}

extension SealedContact {
    fileprivate func with(name: Data?) -> SealedContact {
        SealedContact(
            keyID: keyID,
            dataKey: dataKey,
            kind: kind,
            showNameTo: showNameTo,
            name: name,
            phone: phone,
            phoneLookup: phoneLookup,
            email: email,
            emailLookup: emailLookup,
            attributes: attributes,
            lookupKeyID: lookupKeyID
        )
    }
}
