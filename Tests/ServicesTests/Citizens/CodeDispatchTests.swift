import DatabaseTesting
import Domain
import Foundation
import NetworkTesting
import Postgres
import Services
import Store
import Synchronization
import Testing
import Transfer

@Suite struct CodeDispatchTests {
    private static let phone = "0912345678"

    @Test func theGatewayIsToldWhatItNeedsAndNothingIsKept() async throws {
        let gateway = try ScriptedServer { _, connection in connection.write("HTTP/1.1 202 Taken\r\nContent-Length: 0\r\n\r\n") }
        defer { gateway.stop() }
        try await Stage.run { stage in
            try await stage.ask(Self.phone)
            let round = try await stage.dispatch(by: gateway).round()
            #expect(round.delivered == 1 && round.refused == 0 && round.failures.isEmpty)
            let request = try #require(gateway.asked.first)
            #expect(request.contains("Authorization: Bearer key-of-the-city\r\n"))
            let body = Data(try #require(request.components(separatedBy: "\r\n\r\n").last).utf8)
            let members = try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any])
            #expect(members["to"] as? String == "+84912345678")
            let code = try #require(members["code"] as? String)
            #expect(code.utf8.count == 7 && (members["text"] as? String)?.contains(code) == true)
            #expect((members["expires_in"] as? Int).map { (500...600).contains($0) } == true)
            #expect(try await stage.waiting() == 0)
            #expect(try await stage.dispatch(by: gateway).round().delivered == 0)
        }
    }

    @Test(arguments: [(400, true), (422, true), (401, false), (429, false), (500, false), (503, false), (302, false)])
    func whatTheGatewayRefusesIsForgottenAndWhatFailsIsTriedAgain(_ status: Int, _ isForgotten: Bool) async throws {
        let gateway = try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 \(status) No\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        }
        defer { gateway.stop() }
        try await Stage.run { stage in
            try await stage.ask(Self.phone)
            let round = try await stage.dispatch(by: gateway).round()
            #expect(round.delivered == 0 && round.refused == (isForgotten ? 1 : 0))
            #expect(round.failures.isEmpty == isForgotten)
            #expect(round.failures.keys.allSatisfy { !$0.contains("912345") })
            #expect(try await stage.waiting() == (isForgotten ? 0 : 1))
            // Not at once.
            #expect(try await stage.dispatch(by: gateway).round().failures.isEmpty)
            try await stage.database.pool(.superuser).execute("UPDATE sign_in_code_delivery SET due_at = clock_timestamp()")
            _ = try await stage.dispatch(by: gateway).round()
            #expect(gateway.asked.count == (isForgotten ? 1 : 2))
        }
    }

    @Test func aCodeThatIsOverIsNotSentAndIsForgotten() async throws {
        let gateway = try ScriptedServer.saying("")
        defer { gateway.stop() }
        try await Stage.run { stage in
            try await stage.ask(Self.phone)
            try await stage.database.pool(.superuser).execute(
                "UPDATE sign_in_code SET created_at = created_at - interval '10 minutes', expires_at = expires_at - interval '10 minutes'"
            )
            _ = try await stage.dispatch(by: gateway).round()
            #expect(gateway.asked.isEmpty)
            #expect(try await stage.waiting() == 0)
        }
    }

    @Test func severalInstancesSendEachCodeOnce() async throws {
        let gateway = try ScriptedServer.saying("")
        defer { gateway.stop() }
        try await Stage.run { stage in
            for number in 0..<30 { try await stage.ask("09123456\(number + 10)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { while try await stage.dispatch(by: gateway).round().hasMore {} }
                }
                try await group.waitForAll()
            }
            #expect(gateway.asked.count == 30)
            #expect(try await stage.waiting() == 0)
        }
    }

    @Test func aFileTakesCodesForNobodyElseToRead() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "phananh-codes-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await Stage.run { stage in
            try await stage.ask(Self.phone)
            #expect(try await stage.dispatch(by: FileChannel(path: path)).round().delivered == 1)
            let line = try String(contentsOfFile: path, encoding: .utf8)
            #expect(line.hasPrefix("+84912345678 ") && line.hasSuffix("\n") && line.utf8.count == 13 + 7 + 1)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
        }
    }

    @Test(arguments: ["http://example.org/", "https://example.org:81/", "nonsense"]) func aGatewayIsAskedByTLS(_ url: String) {
        #expect(GatewayChannel(url: url, header: nil, client: TransferClient(DestinationPolicy())) == nil)
    }

    @Test(arguments: ["nonsense", ": value", "Name:", ""]) func aHeaderHasANameAndAValue(_ header: String) {
        #expect(GatewayChannel(url: "https://example.org/", header: header, client: TransferClient(DestinationPolicy())) == nil)
    }

    @Test func everyCodeIsOfSevenDigitsAndTheyDiffer() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "phananh-codes-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await Stage.run { stage in
            for number in 0..<100 { try await stage.ask("0912345\(number + 100)") }
            while try await stage.dispatch(by: FileChannel(path: path)).round().hasMore {}
            let codes = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap {
                $0.split(separator: " ").last
            }
            #expect(codes.count == 100 && codes.allSatisfy { $0.utf8.count == 7 })
            // Two of a hundred are the same but once in 2,000 runs; ten are never.
            #expect(Set(codes).count > 95)
        }
    }
}

/// Codes asked for, and ways to send them.
private struct Stage: Sendable {
    let database: TestDatabase
    let service: DatabasePool
    let keys: SecretKeys

    static func run(_ body: (Stage) async throws -> Void) async throws {
        let keys = try SecretKeys.new()
        try await withTestDatabase { database in
            try await database.withStore(.service) { service in
                try await body(Stage(database: database, service: service, keys: keys))
            }
        }
    }

    func ask(_ phone: String) async throws {
        let signIn = CitizenSignIn(
            codes: SignInStore(service),
            sessions: CitizenSessionStore(service),
            contacts: ContactVault(keys: keys.contact, lookup: keys.lookup),
            vault: CitizenVault(keys: keys.citizen),
            setup: SignInSetup(sendsCodes: true, codesFromNetwork: 1_000)
        )
        _ = try await signIn.requestCode(for: phone, from: Data(count: 16), in: .vi)
    }

    func dispatch(by channel: any CodeChannel) -> CodeDispatch {
        CodeDispatch(
            deliveries: CodeDeliveryStore(service),
            codes: SignInStore(service),
            vault: CitizenVault(keys: keys.citizen),
            channel: channel
        )
    }

    func dispatch(by gateway: ScriptedServer) throws -> CodeDispatch {
        let client = TransferClient(DestinationPolicy(loopback: [gateway.endpoint]))
        let channel = GatewayChannel(url: gateway.url, header: "Authorization: Bearer key-of-the-city", client: client)
        return dispatch(by: try #require(channel))
    }

    func waiting() async throws -> Int {
        try await database.pool(.superuser).query("SELECT count(*) FROM sign_in_code_delivery", as: Int.self).first ?? -1
    }
}
