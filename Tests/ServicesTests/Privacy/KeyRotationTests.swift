import DatabaseTesting
import Domain
import Foundation
import Postgres
import Store
import Testing

@testable import Services

@Suite struct KeyRotationTests {
    @Test func whatWasSealedUnderTheOldKeyIsUnderTheNewOneAndTheOldLineCanGo() async throws {
        try await Archive.run { archive in
            let codes = try await archive.file(12, with: archive.old)
            #expect(try await archive.rotate(.contact, batch: 5).renewed == 12)
            #expect(try await archive.rotate(.contact).renewed == 0)
            #expect(Set(try await archive.uses().map(\.keyID)) == ["c2"])
            for code in codes { #expect(try await archive.name(of: code, with: archive.onlyNew) == "Người thử \(code)") }
        }
    }

    /// An end at any moment leaves each contact under one key or the other, and the next run does the rest.
    @Test func aRotationThatWasKilledIsFinishedByTheNext() async throws {
        struct Killed: Error {}
        try await Archive.run { archive in
            let codes = try await archive.file(20, with: archive.old)
            await #expect(throws: Killed.self) {
                try await archive.rotate(.contact, batch: 3) { progress in if progress.renewed >= 9 { throw Killed() } }
            }
            #expect(Set(try await archive.uses().map(\.reports)) == [9, 11])
            for code in codes { #expect(try await archive.name(of: code, with: archive.both) == "Người thử \(code)") }
            #expect(try await archive.rotate(.contact, batch: 3).renewed == 11)
            for code in codes { #expect(try await archive.name(of: code, with: archive.onlyNew) == "Người thử \(code)") }
        }
    }

    @Test func reportsMayBeFiledMeanwhile() async throws {
        try await Archive.run { archive in
            _ = try await archive.file(10, with: archive.old)
            async let filed = archive.file(10, with: archive.both)
            _ = try await archive.rotate(.contact, batch: 1)
            let codes = try await filed
            #expect(Set(try await archive.uses().map(\.keyID)) == ["c2"])
            for code in codes { #expect(try await archive.name(of: code, with: archive.onlyNew) == "Người thử \(code)") }
        }
    }

    @Test func digestsAreMadeAnewUnderTheNewLookupKey() async throws {
        try await Archive.run { archive in
            _ = try await archive.file(6, with: archive.old)
            #expect(try await archive.rotate(.lookup, batch: 4).renewed == 6)
            #expect(Set(try await archive.uses().map(\.lookupKeyID)) == ["l2"])
            let digest = ContactVault(keys: archive.onlyNew.contact, lookup: archive.onlyNew.lookup).digest(
                of: try PhoneNumber("0912345678")
            )
            let found = try await archive.desk.database.pool(.superuser).query(
                "SELECT count(*) FROM report_private WHERE phone_lookup = \(digest)",
                as: Int.self
            )
            #expect(found == [6])
        }
    }

    @Test func followersComeUnderNewKeysToo() async throws {
        try await Archive.run { archive in
            let code = try await archive.desk.file()
            let phone = try PhoneNumber("0987654321")
            _ = try await archive.useCases(archive.old).takingPart.follow(
                code,
                by: TakingPart.Contact(phone: phone.e164, email: nil),
                from: FilingParty(),
                key: nil
            )
            for ring in [KeyRotation.Ring.contact, .lookup] { try await archive.rotate(ring) }
            let vault = ContactVault(keys: archive.onlyNew.contact, lookup: archive.onlyNew.lookup)
            let found = try await archive.desk.database.pool(.superuser).query(
                "SELECT id FROM report_follower WHERE phone_lookup = \(vault.digest(of: phone))",
                as: UUID.self
            )
            let id = try #require(found.first)
            let sealed = try await ConcernedReader(archive.desk.service).followers([id], disclosing: [])
            #expect(try vault.open(try #require(sealed[id]), follower: id)?.phone == phone)
        }
    }

    /// What is under a key nobody has stays as it is, is told, and does not stop the others.
    @Test func whatCannotBeOpenedIsTold() async throws {
        try await Archive.run { archive in
            _ = try await archive.file(3, with: archive.old)
            _ = try await archive.file(2, with: archive.both)
            let progress = try await KeyRotation(archive.owner, keys: archive.third).run(.contact)
            #expect(progress.unreadable.count == 3 && progress.renewed == 2)
            let diagnosis = Diagnosis(service: archive.desk.service, publicRead: archive.desk.service, catalogs: archive.desk.catalogs)
            let findings = await diagnosis.keyFindings(archive.both)
            #expect(findings.map(\.level) == [.warning, .warning, .warning])
            #expect(findings.contains { $0.text == "3 reports are under the old key c1: run `phananh keys rotate contact`" })
            #expect(findings.contains { $0.text == "2 reports are under key c3, WHICH IS NOT IN contact.keys" })
        }
    }
}

/// Reports filed while keys change.
private struct Archive {
    let desk: Desk
    let owner: DatabasePool
    let old: SecretKeys
    /// With the new keys on top.
    let both: SecretKeys
    let onlyNew: SecretKeys
    /// A third contact key on top of the second; the first is lost.
    let third: SecretKeys

    static func run(_ body: (Archive) async throws -> Void) async throws {
        let contact = (1...3).map { KeyRing.newFile(id: "c\($0)") }
        let lookup = (1...2).map { KeyRing.newFile(id: "l\($0)") }
        let tracking = KeyRing.newFile(id: "t1")
        try await Desk.run { desk in
            try await desk.database.withStore(.owner) { owner in
                let archive = Archive(
                    desk: desk,
                    owner: owner,
                    old: try SecretKeys.new(contact: contact[0], lookup: lookup[0], tracking: tracking),
                    both: try SecretKeys.new(contact: contact[1] + contact[0], lookup: lookup[1] + lookup[0], tracking: tracking),
                    onlyNew: try SecretKeys.new(contact: contact[1], lookup: lookup[1], tracking: tracking),
                    third: try SecretKeys.new(contact: contact[2] + contact[1], lookup: lookup[1], tracking: tracking)
                )
                try await body(archive)
            }
        }
    }

    func useCases(_ keys: SecretKeys) throws -> UseCases {
        UseCases(
            service: desk.service,
            publicRead: desk.service,
            catalogs: desk.catalogs,
            keys: keys,
            attachments: .testing,
            signInRules: try .cheap()
        )
    }

    func file(_ count: Int, with keys: SecretKeys) async throws -> [Int] {
        let filing = try useCases(keys).filing
        for number in 0..<count {
            var submission = ReportSubmission(
                category: "road.pothole",
                description: "\(number)",
                pin: Pin(latitude: 21.039446, longitude: 105.836365)
            )
            submission.reporter = ReportSubmission.Reporter(name: "Người thử \(number)", phone: "0912345678")
            _ = try await filing.file(submission, key: UUID().uuidString, body: [])
        }
        return Array(0..<count)
    }

    @discardableResult
    func rotate(
        _ ring: KeyRotation.Ring,
        batch: Int = KeyRotation.batch,
        progress: (KeyRotation.Progress) throws -> Void = { _ in }
    ) async throws -> KeyRotation.Progress {
        try await KeyRotation(owner, keys: both).run(ring, batch: batch, progress: progress)
    }

    func uses() async throws -> [ContactKeyUse] {
        try await HealthStore(desk.service).contactKeys()
    }

    /// The reporter's name of the report with a number.
    func name(of number: Int, with keys: SecretKeys) async throws -> String? {
        let row = try await desk.database.pool(.superuser).query(
            "SELECT report.id, report.code FROM report JOIN report_content ON report_id = id WHERE description = \(String(number)) ORDER BY created_at, id LIMIT 1",
            as: (UUID, String).self
        ).first
        let (id, code) = try #require(row)
        guard case .code(let code) = ReportCode.read(code), let token = TrackingTokens(keys: keys.tracking).token(for: id, keyID: "t1")
        else { return nil }
        return try await useCases(keys).reading.report(code, by: .token(token)).contact?.name
    }
}
