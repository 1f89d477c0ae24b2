import NetworkTesting
import Testing
import Transfer

@Suite struct TransferClientTests {
    private static let limits = TransferLimits(bytes: 1_000, time: .seconds(300))

    /// Asks a server on this machine that the policy names.
    private func ask(_ server: ScriptedServer, _ path: String = "/", limits: TransferLimits = limits) async -> Result<
        TransferAnswer, TransferError
    > {
        await Self.outcome(TransferClient(.init(loopback: [server.endpoint])), .init(get: server.url + path, limits: limits))
    }

    private static func outcome(_ client: TransferClient, _ request: TransferRequest) async -> Result<TransferAnswer, TransferError> {
        do {
            return .success(try await client.send(request))
        } catch {
            return .failure(error)
        }
    }

    @Test func whatAServerAnswersArrivesWhole() async throws {
        let server = try ScriptedServer.saying("xin chào")
        defer { server.stop() }
        let answer = try await ask(server, "/a?b=c").get()
        #expect(answer.status == 200 && answer.isSuccess)
        #expect(String(decoding: answer.body, as: UTF8.self) == "xin chào")
        let request = try #require(server.asked.first)
        #expect(request.hasPrefix("GET /a?b=c HTTP/1.1\r\n"))
        #expect(!request.lowercased().contains("accept-encoding"))
    }

    @Test func whatIsPostedArrivesWholeWithItsHeaders() async throws {
        let server = try ScriptedServer.saying("")
        defer { server.stop() }
        let body = String(repeating: "chữ ", count: 20_000)
        let client = TransferClient(.init(loopback: [server.endpoint]))
        let request = TransferRequest(
            post: Array(body.utf8),
            as: "text/plain",
            to: server.url,
            headers: [("X-Key", "s3cret")],
            limits: Self.limits
        )
        #expect(try await client.send(request).status == 200)
        let asked = try #require(server.asked.first)
        #expect(asked.hasPrefix("POST / HTTP/1.1\r\n") && asked.hasSuffix("\r\n\r\n\(body)"))
        #expect(asked.contains("X-Key: s3cret\r\n") && asked.contains("Content-Type: text/plain\r\n"))
        #expect(!asked.contains("Expect:"))
    }

    @Test(arguments: [400, 404, 500, 503]) func aRefusalOfTheServerIsAnAnswer(_ status: Int) async throws {
        let server = try ScriptedServer { _, connection in connection.write("HTTP/1.1 \(status) No\r\nContent-Length: 2\r\n\r\nno") }
        defer { server.stop() }
        let answer = try await ask(server).get()
        #expect(answer.status == status && !answer.isSuccess)
    }

    @Test(arguments: [301, 302, 303, 307, 308]) func nobodyIsSentElsewhere(_ status: Int) async throws {
        let other = try ScriptedServer.saying("secret")
        defer { other.stop() }
        let location = other.url
        let server = try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 \(status) Go\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
        }
        defer { server.stop() }
        let client = TransferClient(.init(loopback: [server.endpoint, other.endpoint]))
        #expect(await Self.outcome(client, .init(get: server.url, limits: Self.limits)).failure == .redirected)
        #expect(other.asked.isEmpty)
    }

    @Test func anAnswerMayBeAsLongAsItMayBeAndNoLonger() async throws {
        for (bytes, isTaken) in [(1_000, true), (1_001, false)] {
            let server = try ScriptedServer.saying(String(repeating: "x", count: bytes))
            defer { server.stop() }
            #expect(await ask(server).failure == (isTaken ? nil : .tooLarge))
        }
    }

    @Test func aBodyThatNeverEndsIsBrokenOff() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<10_000 { connection.write("10\r\n0123456789abcdef\r\n") }
        }
        defer { server.stop() }
        #expect(await ask(server).failure == .tooLarge)
    }

    @Test func headersThatNeverEndAreBrokenOff() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 200 OK\r\n")
            for number in 0..<10_000 { connection.write("X-\(number): \(String(repeating: "y", count: 100))\r\n") }
        }
        defer { server.stop() }
        #expect(await ask(server).failure == .tooLarge)
    }

    /// One byte now and then keeps no transfer alive.
    @Test func aSlowBodyEndsWithTheTime() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nx")
            connection.waitForEnd()
        }
        defer { server.stop() }
        #expect(await ask(server, limits: .init(bytes: 1_000, time: .milliseconds(300))).failure == .timedOut)
    }

    @Test(arguments: ["SSH-2.0-x\r\n\r\n", "", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"])
    func whatIsNoAnswerIsNone(_ bytes: String) async throws {
        let server = try ScriptedServer { _, connection in connection.write(bytes) }
        defer { server.stop() }
        let failure = await ask(server).failure
        #expect(failure == .broken || failure == .failed(1))
    }

    @Test func whereNobodyListensNobodyAnswers() async throws {
        let server = try ScriptedServer.saying("")
        server.stop()
        #expect(await ask(server).failure == .unreachable)
    }

    @Test func aServerWithoutTLSCannotShowWhoItIs() async throws {
        let server = try ScriptedServer.saying("")
        defer { server.stop() }
        let client = TransferClient(.init(loopback: [server.endpoint]))
        #expect(await Self.outcome(client, .init(get: "https://\(server.endpoint)/", limits: Self.limits)).failure == .untrusted)
    }

    @Test(.timeLimit(.minutes(10))) func cancellingTheTaskEndsTheTransfer() async throws {
        let server = try ScriptedServer { _, connection in connection.waitForEnd() }
        defer { server.stop() }
        let client = TransferClient(.init(loopback: [server.endpoint]))
        let failure = await withTaskGroup(of: TransferError?.self) { group in
            group.addTask { await Self.outcome(client, .init(get: server.url, limits: Self.limits)).failure }
            while server.asked.isEmpty { try? await Task.sleep(for: .milliseconds(2)) }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(failure == .cancelled)
    }

    @Test func whatIsTooMuchAtOnceWaitsAndAllIsAnswered() async throws {
        let server = try ScriptedServer.saying("x")
        defer { server.stop() }
        let client = TransferClient(.init(loopback: [server.endpoint]), most: 3)
        let answered = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 {
                group.addTask { await Self.outcome(client, .init(get: server.url, limits: Self.limits)).failure == nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(answered == 40)
    }

    @Test func beyondWhatMayWaitItIsBusy() async throws {
        let server = try ScriptedServer { _, connection in connection.waitForEnd() }
        defer { server.stop() }
        let client = TransferClient(.init(loopback: [server.endpoint]), most: 1)
        let failures = await withTaskGroup(of: TransferError?.self) { group in
            for _ in 0..<60 { group.addTask { await Self.outcome(client, .init(get: server.url, limits: Self.limits)).failure } }
            var failures: [TransferError?] = []
            // One runs and sixteen wait at the most.
            for _ in 0..<43 { failures.append(await group.next() ?? nil) }
            group.cancelAll()
            return failures
        }
        #expect(failures.allSatisfy { $0 == .busy })
    }

    @Test(arguments: ["a\r\nb", "a\0b", "a\nX-More: 1"]) func aHeaderIsOneLine(_ value: String) async throws {
        let server = try ScriptedServer.saying("")
        defer { server.stop() }
        let client = TransferClient(.init(loopback: [server.endpoint]))
        let request = TransferRequest(get: server.url, headers: [("X-Key", value)], limits: Self.limits)
        #expect(await Self.outcome(client, request).failure == .refused)
        #expect(server.asked.isEmpty)
    }
}

extension Result {
    var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
