import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite struct AdmissionTests {
    /// Little room, and none beyond.
    private static var narrow: WorkShares {
        var shares = WorkShares(exports: 1, reads: 1, staff: 1, filings: 1)
        shares.burst = 1
        shares.patience = .zero
        return shares
    }

    @Test func aFullClassIsRefusedAtOnceAndTheOthersGoOn() async throws {
        let gate = AdmissionGate(Self.narrow)
        try await APITest.run(gate: gate) { api in
            var reads = gate.filled(with: .reads)
            let refused = try await api.get("/v1/categories", ["accept-language": "en"])
            #expect(refused.status == 503 && refused.string("code") == "overloaded")
            #expect((1...4).contains(Int(refused.header("Retry-After") ?? "") ?? 0))
            #expect(refused.string("request_id") == refused.header("X-Request-Id"))
            #expect(try await api.get("/v1/units", ["accept": "application/geo+json"]).status == 503)
            #expect(try await api.file().status == 201)

            let before = try await api.rowCounts()
            let filings = gate.filled(with: .filings)
            // Refused before anything of it is looked at.
            let filing = try await api.post("/v1/reports", [:], body: [0])
            #expect(filing.status == 503 && filing.string("code") == "overloaded")
            #expect(try await api.rowCounts() == before)

            reads = []
            #expect(try await api.get("/v1/categories").status == 200)
            withExtendedLifetime((reads, filings)) {}
        }
    }

    @Test func whoSignsInTakesNoRoomOfOthersAndOthersNoneOfTheirs() async throws {
        let gate = AdmissionGate(Self.narrow)
        try await APITest.run(gate: gate) { (api: APITest) async throws -> Void in
            let others = WorkClass.levels.flatMap { gate.filled(with: $0) }
            #expect(try await api.signIn("nobody").status == 401)
            #expect(try await api.requestCode("0912 345 678").status == 202)
            withExtendedLifetime(others) {}
        }
        let next = AdmissionGate(Self.narrow)
        try await APITest.run(gate: next) { (api: APITest) async throws -> Void in
            let credentials = next.filled(with: .credentials)
            for answer in [try await api.signIn("nobody"), try await api.requestCode("0912 345 678"), try await api.tryCode("000000", nil)]
            {
                #expect(answer.status == 503 && answer.string("code") == "overloaded")
            }
            #expect(try await api.get("/v1/categories").status == 200)
            #expect(try await api.file().status == 201)
            withExtendedLifetime(credentials) {}
        }
    }

    @Test func filesAndPicturesTakeNoRoomOfOthersAndOthersNoneOfTheirs() async throws {
        let gate = AdmissionGate(Self.narrow)
        let (file, redaction) = ("/v1/attachments/\(UUID().uuidString)", "/v1/staff/attachments/\(UUID().uuidString)/redact")
        try await APITest.run(gate: gate) { (api: APITest) async throws -> Void in
            let others = WorkClass.levels.flatMap { gate.filled(with: $0) }
            #expect(try await api.get(file).status == 404)
            #expect(try await api.redact(redaction).status == 404)
            withExtendedLifetime(others) {}
        }
        let next = AdmissionGate(Self.narrow)
        try await APITest.run(gate: next) { (api: APITest) async throws -> Void in
            let tickets = [WorkClass.files, .pictures].flatMap { next.filled(with: $0) }
            #expect(try await api.get(file).string("code") == "overloaded")
            #expect(try await api.redact(redaction).string("code") == "overloaded")
            #expect(try await api.get("/v1/categories").status == 200)
            #expect(try await api.get("/v1/staff/reports", Officer.desk.headers).status == 200)
            #expect(try await api.file().status == 201)
            withExtendedLifetime(tickets) {}
        }
    }

    @Test func aFormIsFiledWhereThereIsRoomForAFiling() async throws {
        let gate = AdmissionGate(Self.narrow)
        try await APITest.run(gate: gate) { api in
            let before = (try await api.rowCounts(), try await api.fileCounts())
            let filings = gate.filled(with: .filings)
            let refused = try await api.file(with: [try SamplePicture.jpeg()])
            #expect(refused.status == 503 && refused.string("code") == "busy")
            #expect(try await api.rowCounts() == before.0)
            #expect(try await api.fileCounts() == before.1)
            withExtendedLifetime(filings) {}
        }
        try await APITest.run(gate: AdmissionGate(Self.narrow)) { api in
            let jpeg = try SamplePicture.jpeg()
            for _ in 0..<3 { #expect(try await api.file(with: [jpeg]).status == 201) }
        }
    }

    @Test func whoSendsSlowlyKeepsNobodyElseOut() async throws {
        var shares = WorkShares(exports: 9, reads: 9, staff: 9, filings: 9)
        shares.uploads = 8
        let gate = AdmissionGate(shares)
        try await APITest.run(gate: gate) { api in
            let jpeg = try SamplePicture.jpeg()
            let slow = PlaceHolder.origin(.address(IPAddress(high: 0, low: 0)))
            let places = [gate.place(among: \.uploads, for: slow), gate.place(among: \.uploads, for: slow)]
            let refused = try await api.upload(jpeg)
            #expect(refused.status == 503 && refused.string("code") == "overloaded" && refused.header("connection") == "close")
            let elsewhere = ["x-forwarded-for": "203.0.113.7"]
            #expect(try await api.upload(jpeg, to: "/v1/attachments", elsewhere).status == 201)
            let others = (1...5).compactMap { gate.place(among: \.uploads, for: .origin(.network("\($0)"))) }
            #expect(others.count == 5)
            #expect(try await api.upload(jpeg, to: "/v1/attachments", elsewhere).status == 503)
            #expect(try await api.upload(jpeg, to: "/v1/staff/attachments", Officer.desk.headers).status == 201)
            withExtendedLifetime((places, others)) {}
        }
    }

    @Test func roomIsGivenBackWhateverTheAnswer() async throws {
        let gate = AdmissionGate(Self.narrow)
        try await APITest.run(gate: gate) { api in
            for _ in 0..<3 {
                let answers = [
                    try await api.get("/v1/reports/nonsense"),
                    try await api.post("/v1/reports", [:], body: []),
                    try await api.get("/v1/units?limit=5", ["accept": "application/geo+json"]),
                    try await api.head("/v1/units"),
                ]
                #expect(answers.map(\.status) == [404, 400, 200, 200])
            }
            let tickets = [WorkClass.exports, .reads, .staff, .filings].map(gate.enter)
            #expect(!tickets.contains { $0 == nil })
        }
    }
}

extension APITest {
    fileprivate func redact(_ path: String) async throws -> JSONAnswer {
        try await post(
            path,
            ["content-type": "application/json", "if-match": "\"1-staff-vi\""].merging(Officer.desk.headers) { $1 },
            body: Array(#"{"regions": [{"x": 0, "y": 0, "width": 9, "height": 9}]}"#.utf8)
        )
    }
}

extension AdmissionGate {
    /// Takes all the room there is for a class.
    func filled(with work: WorkClass) -> [AdmissionTicket] {
        Array(sequence(state: ()) { _ in self.enter(work) })
    }
}
