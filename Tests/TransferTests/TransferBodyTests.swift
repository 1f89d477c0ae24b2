import Foundation
import NetworkTesting
import Testing
import Transfer

@Suite struct TransferBodyTests {
    private static let limits = TransferLimits(bytes: 1_000, time: .seconds(60))

    private func send(_ server: ScriptedServer, _ request: TransferRequest) async throws -> TransferAnswer {
        try await TransferClient(.init(loopback: [server.endpoint])).send(request)
    }

    /// A file of a test's own, while the body runs.
    private func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "transfer-\(UUID().uuidString)")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        try await body(file.path)
    }

    @Test(arguments: [0..<0, 0..<7, 3..<300_000, 299_999..<300_000]) func aRangeOfAFileIsSent(_ range: Range<Int>) async throws {
        let server = try ScriptedServer.saying("")
        defer { server.stop() }
        let text = String(repeating: "0123456789", count: 30_000)
        try await withFile(text) { path in
            let body = TransferBody.file(path: path, range: range)
            let answer = try await send(server, .init(.put, server.url + "/a", body: body, limits: Self.limits))
            #expect(answer.status == 200)
        }
        let asked = try #require(server.asked.first)
        #expect(asked.hasPrefix("PUT /a HTTP/1.1\r\n") && asked.contains("Content-Length: \(range.count)\r\n") && !asked.contains("Expect"))
        #expect(asked.hasSuffix("\r\n\r\n" + text.dropFirst(range.lowerBound).prefix(range.count)))
    }

    @Test func aFileThatIsShorterOrMissingIsNotSent() async throws {
        let server = try ScriptedServer.saying("")
        defer { server.stop() }
        try await withFile("short") { path in
            let body = TransferBody.file(path: path, range: 0..<100)
            await #expect(throws: TransferError.self) {
                _ = try await send(server, .init(.put, server.url, body: body, limits: Self.limits))
            }
        }
        let nothing = TransferBody.file(path: "/nothing/there", range: 0..<1)
        await #expect(throws: TransferError.refused) {
            _ = try await send(server, .init(.put, server.url, body: nothing, limits: Self.limits))
        }
        #expect(server.asked.isEmpty)
    }

    @Test(arguments: [TransferRequest.Method.put, .post]) func bytesAreSent(_ method: TransferRequest.Method) async throws {
        let server = try ScriptedServer.saying("")
        defer { server.stop() }
        _ = try await send(server, .init(method, server.url, body: .bytes(Array("body".utf8)), limits: Self.limits))
        let asked = try #require(server.asked.first)
        #expect(asked.hasPrefix("\(method.rawValue) / ") && asked.hasSuffix("\r\n\r\nbody"))
    }

    @Test(arguments: [TransferRequest.Method.get, .delete, .head]) func theOthersSendNothing(_ method: TransferRequest.Method) async throws
    {
        let server = try ScriptedServer { _, connection in
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nETag: \"x\"\r\nX-Twice: 1\r\nx-twice:  2 \r\nConnection: close\r\n\r\n"
            )
        }
        defer { server.stop() }
        let answer = try await send(server, .init(method, server.url, limits: Self.limits))
        #expect(answer.headers["etag"] == "\"x\"" && answer.headers["x-twice"] == "2 ")
        let asked = try #require(server.asked.first)
        #expect(asked.hasPrefix("\(method.rawValue) / ") && !asked.contains("Content-Length"))
    }

    @Test func aRequestIsSignedForItsRegionAndServiceAndTheSecretStaysHere() async throws {
        let server = try ScriptedServer.saying("")
        defer { server.stop() }
        let signature = TransferSignature(region: "vn-1", service: "s3", keyID: "AKIA", secret: "s3cret")
        let request = TransferRequest(
            .get,
            server.url + "/a?b=",
            headers: [("x-amz-content-sha256", "e3b0")],
            signature: signature,
            limits: Self.limits
        )
        _ = try await send(server, request)
        let asked = try #require(server.asked.first)
        #expect(asked.contains("Authorization: AWS4-HMAC-SHA256 Credential=AKIA/") && asked.contains("/vn-1/s3/aws4_request"))
        #expect(!asked.contains("s3cret"))
    }

    @Test func aServerThatSaysNothingMoreIsGivenUp() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            connection.waitForEnd()
        }
        defer { server.stop() }
        let limits = TransferLimits(bytes: 1_000, time: .seconds(60), idle: .seconds(1))
        let start = ContinuousClock.now
        await #expect(throws: TransferError.timedOut) { _ = try await send(server, .init(get: server.url, limits: limits)) }
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test func aServerMayBeAtAPortThatThePolicyNames() {
        #expect(!DestinationPolicy().permits("https://s3.example.vn:9000/"))
        #expect(DestinationPolicy(ports: [9_000]).permits("https://s3.example.vn:9000/"))
        #expect(!DestinationPolicy(ports: [9_000]).permits("http://s3.example.vn:9000/"))
    }
}
