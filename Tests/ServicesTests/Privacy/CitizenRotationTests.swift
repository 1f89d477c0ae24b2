import DatabaseTesting
import Domain
import Foundation
import Postgres
import Store
import Synchronization
import Testing

@testable import Services

/// Citizens' phones are sealed under one file's keys and found by another's.
@Suite struct CitizenRotationTests {
    @Test(arguments: [KeyRotation.Ring.lookup, .citizen]) func whoHasSignedInIsFoundAfterARotationAndTheOldLinesCanGo(
        _ ring: KeyRotation.Ring
    ) async throws {
        try await Register.run { register in
            let phones = Register.phones(7)
            for phone in phones { try await register.signIn(phone, with: register.old) }
            #expect(try await register.rotate(ring, batch: 3).renewed == 7)
            #expect(try await register.rotate(ring).renewed == 0)
            for phone in phones { try await register.signIn(phone, with: register.onlyNew) }
            #expect(try await register.citizens() == 7)
            let uses = try await HealthStore(register.service).citizenKeys()
            #expect(uses == [CitizenKeyUse(keyID: "z2", lookupKeyID: "l2", citizens: 7)])
        }
    }

    @Test func theContactKeysAreNotTheirs() async throws {
        try await Register.run { register in
            try await register.signIn("0912345678", with: register.old)
            #expect(try await register.rotate(.contact).renewed == 0)
        }
    }

    /// An end at any moment leaves each citizen under the old keys or the new ones, and the next run does the rest.
    @Test func aRotationThatWasKilledIsFinishedByTheNext() async throws {
        struct Killed: Error {}
        try await Register.run { register in
            let phones = Register.phones(10)
            for phone in phones { try await register.signIn(phone, with: register.old) }
            await #expect(throws: Killed.self) {
                try await register.rotate(.lookup, batch: 2) { progress in if progress.renewed >= 4 { throw Killed() } }
            }
            for phone in phones { try await register.signIn(phone, with: register.both) }
            #expect(try await register.rotate(.lookup, batch: 2).renewed == 6)
            for phone in phones { try await register.signIn(phone, with: register.onlyNew) }
            #expect(try await register.citizens() == 10)
        }
    }

    @Test func whoSignsInMeanwhileIsFoundAndNotMadeTwice() async throws {
        try await Register.run { register in
            let phones = Register.phones(12)
            for phone in phones { try await register.signIn(phone, with: register.old) }
            let attempts = try await register.attempts(phones, with: register.both)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await register.rotate(.lookup, batch: 1) }
                for attempt in attempts { group.addTask { try await register.finish(attempt, with: register.both) } }
                try await group.waitForAll()
            }
            #expect(try await register.citizens() == 12)
            #expect(try await register.rotate(.lookup).renewed == 0)
        }
    }

    /// An instance that was not started anew does not know the new key, and takes a citizen who was brought under it for somebody new.
    @Test func twoCitizensOfOnePhoneBecomeTheOlderWithAllThatIsOfBoth() async throws {
        try await Register.run { register in
            try await register.signIn("0912345678", with: register.old)
            try await register.rotate(.lookup)
            let older = try #require(try await register.database.pool(.superuser).query("SELECT id FROM citizen", as: UUID.self).first)
            let token = try await register.signIn("0912345678", with: register.old)
            #expect(try await register.citizens() == 2)
            let signedIn = try #require(try await register.useCases(register.old).citizens.citizen(token))
            let submission = ReportSubmission(
                category: "road.pothole",
                description: "Ổ gà",
                pin: Pin(latitude: 21.039446, longitude: 105.836365)
            )
            var party = FilingParty()
            party.citizen = signedIn
            _ = try await register.useCases(register.old).filing.file(submission, key: UUID().uuidString, body: [], from: party)
            var asked = DataRequestSubmission()
            asked.kind = "access"
            _ = try await register.useCases(register.old).dataRequests.register(asked, id: UUID(), body: [], of: signedIn)
            // The citizen, the phone of their report, and who asks.
            #expect(try await register.rotate(.lookup).renewed == 3)
            let kept = try await register.database.pool(.superuser).query(
                """
                SELECT
                    citizen.id,
                    (SELECT count(*) FROM citizen_session AS session WHERE session.citizen_id = citizen.id),
                    (SELECT count(*) FROM report_private AS private WHERE private.citizen_id = citizen.id),
                    (SELECT count(*) FROM data_request AS request WHERE request.citizen_id = citizen.id),
                    (SELECT count(*) FROM audit_entry WHERE action = 'citizen_merged' AND details ->> 'into' = citizen.id::text)
                FROM citizen
                """,
                as: (UUID, Int, Int, Int, Int).self
            )
            #expect(kept.map(\.0) == [older])
            #expect(kept.first.map { [$0.1, $0.2, $0.3, $0.4] } == [2, 1, 1, 1])
            // Their session goes on.
            #expect(try await register.useCases(register.both).citizens.citizen(token)?.phone?.e164 == "+84912345678")
            #expect(try await register.rotate(.lookup).renewed == 0)
        }
    }

    /// What is under a key nobody has stays as it is, is told, and does not stop the others.
    @Test func whatCannotBeOpenedIsTold() async throws {
        try await Register.run { register in
            try await register.signIn("0912345678", with: register.old)
            try await register.signIn("0987654321", with: register.both)
            let keys = try SecretKeys.new(lookup: KeyRing.newFile(id: "l3") + register.lookup[1], citizen: register.citizen[1])
            let progress = try await KeyRotation(register.owner, keys: keys).run(.lookup)
            #expect(progress.unreadable.count == 1 && progress.renewed == 1)
            let diagnosis = Diagnosis(service: register.service, publicRead: register.service, catalogs: register.catalogs)
            let found = await diagnosis.keyFindings(register.both).map(\.text)
            #expect(
                found == [
                    "1 citizens are under the old key l1: run `phananh keys rotate lookup`",
                    "1 citizens are under key l3, WHICH IS NOT IN lookup.keys",
                    "1 citizens are under the old key z1: run `phananh keys rotate citizen`",
                ]
            )
        }
    }

    /// Rows that do not tell which key their digest is of.
    @Test func whatWasNotToldIsMadeAnew() async throws {
        try await Register.run { register in
            try await register.signIn("0912345678", with: register.both)
            try await register.database.pool(.superuser).execute("UPDATE citizen SET lookup_key_id = NULL")
            let diagnosis = Diagnosis(service: register.service, publicRead: register.service, catalogs: register.catalogs)
            let found = await diagnosis.keyFindings(register.both).map(\.text)
            #expect(found == ["1 citizens are under a key that was not told: run `phananh keys rotate lookup`"])
            #expect(try await register.rotate(.lookup).renewed == 1)
        }
    }
}

/// Citizens who sign in while keys change.
private struct Register: Sendable {
    struct Attempt: Sendable {
        let request: UUID
        let code: String
        let network: Data
    }

    /// Takes codes in the place of phones.
    private final class Inbox: CodeChannel {
        private let codes = Mutex<[String: String]>([:])

        func deliver(_ message: CodeMessage) async -> CodeOutcome {
            codes.withLock { $0[message.phone.e164] = message.code }
            return .delivered
        }

        func code(_ phone: PhoneNumber) -> String? { codes.withLock { $0[phone.e164] } }
    }

    let database: TestDatabase
    let service: DatabasePool
    let owner: DatabasePool
    let catalogs: CatalogCache
    let lookup: [String]
    let citizen: [String]
    let old: SecretKeys
    /// With the new keys on top.
    let both: SecretKeys
    let onlyNew: SecretKeys

    static func run(_ body: (Register) async throws -> Void) async throws {
        let (lookup, citizen) = ((1...2).map { KeyRing.newFile(id: "l\($0)") }, (1...2).map { KeyRing.newFile(id: "z\($0)") })
        let (contact, tracking) = (KeyRing.newFile(id: "c1"), KeyRing.newFile(id: "t1"))
        try await withTestDatabase(.city) { database in
            try await database.withStore(.service, size: 8) { service in
                try await database.withStore(.owner) { owner in
                    try await body(
                        Register(
                            database: database,
                            service: service,
                            owner: owner,
                            catalogs: CatalogCache(store: CatalogStore(service)),
                            lookup: lookup,
                            citizen: citizen,
                            old: try SecretKeys.new(contact: contact, lookup: lookup[0], tracking: tracking, citizen: citizen[0]),
                            both: try SecretKeys.new(
                                contact: contact,
                                lookup: lookup[1] + lookup[0],
                                tracking: tracking,
                                citizen: citizen[1] + citizen[0]
                            ),
                            onlyNew: try SecretKeys.new(contact: contact, lookup: lookup[1], tracking: tracking, citizen: citizen[1])
                        )
                    )
                }
            }
        }
    }

    static func phones(_ count: Int) -> [String] { (0..<count).map { "09123450\($0 + 10)" } }

    func useCases(_ keys: SecretKeys) throws -> UseCases {
        UseCases(
            service: service,
            publicRead: service,
            catalogs: catalogs,
            keys: keys,
            attachments: .testing,
            signInRules: try .cheap(),
            citizenSignIn: SignInSetup(sendsCodes: true, codesFromNetwork: 1_000)
        )
    }

    /// Codes asked for and received, each from a network of its own.
    func attempts(_ phones: [String], with keys: SecretKeys) async throws -> [Attempt] {
        let inbox = Inbox()
        let signIn = try useCases(keys).citizens
        var requests: [(UUID, PhoneNumber, Data)] = []
        for phone in phones {
            let network = withUnsafeBytes(of: UUID().uuid) { Data($0) }
            requests.append((try await signIn.requestCode(for: phone, from: network, in: .vi).id, try PhoneNumber(phone), network))
        }
        let dispatch = CodeDispatch(
            deliveries: CodeDeliveryStore(service),
            codes: SignInStore(service),
            vault: CitizenVault(keys: keys.citizen),
            channel: inbox
        )
        while try await dispatch.round().hasMore {}
        return try requests.map { Attempt(request: $0.0, code: try #require(inbox.code($0.1)), network: $0.2) }
    }

    @discardableResult
    func finish(_ attempt: Attempt, with keys: SecretKeys) async throws -> String {
        try await useCases(keys).citizens.signIn(request: attempt.request, code: attempt.code, from: attempt.network).token
    }

    @discardableResult
    func signIn(_ phone: String, with keys: SecretKeys) async throws -> String {
        try await finish(try #require(try await attempts([phone], with: keys).first), with: keys)
    }

    @discardableResult
    func rotate(
        _ ring: KeyRotation.Ring,
        batch: Int = KeyRotation.batch,
        progress: (KeyRotation.Progress) throws -> Void = { _ in }
    ) async throws -> KeyRotation.Progress {
        try await KeyRotation(owner, keys: both).run(ring, batch: batch, progress: progress)
    }

    func citizens() async throws -> Int {
        try await database.pool(.superuser).query("SELECT count(*) FROM citizen", as: Int.self).first ?? -1
    }
}
