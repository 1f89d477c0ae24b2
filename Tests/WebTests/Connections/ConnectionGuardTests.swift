import Logging
import Testing

@testable import Web

/// Over real sockets, with limits of some hundred milliseconds.
@Suite(.serialized) struct ConnectionGuardTests {
    private static func get(_ path: String, _ headers: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(headers)\r\n"
    }

    private static func post(_ path: String, _ headers: String = "Content-Length: 1000\r\n") -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\n\(headers)\r\n"
    }

    /// A hundred drops take five seconds: who is closed before has been closed for being slow, however busy the machine is.
    private static let dripping: Duration = .seconds(4)

    @Test func slowHeadsAreClosed() async throws {
        try await GuardedServer.run { server in
            let drops = Array(repeating: "X-A: b\r\n", count: 100)
            let ending = try await RawConnection.converse(server.port, ["GET /now HTTP/1.1\r\n"] + drops, every: .milliseconds(50))
            #expect(ending.text == "" && ending.duration < Self.dripping)
        }
    }

    @Test func slowBodiesAreToldSoAndClosed() async throws {
        try await GuardedServer.run { server in
            let drops = Array(repeating: " ", count: 100)
            let ending = try await RawConnection.converse(server.port, [Self.post("/body")] + drops, every: .milliseconds(50))
            #expect(ending.statuses == ["408"] && ending.text.contains(#""code":"request_timeout""#))
            #expect(ending.text.lowercased().contains("connection: close"))
            #expect(ending.duration > .milliseconds(450) && ending.duration < Self.dripping)
        }
    }

    @Test func bodiesTrickledAfterTheAnswerAreClosed() async throws {
        try await GuardedServer.run { server in
            let drops = Array(repeating: " ", count: 100)
            let ending = try await RawConnection.converse(server.port, [Self.post("/unread")] + drops, every: .milliseconds(50))
            #expect(ending.statuses == ["200"] && ending.duration < Self.dripping)
        }
    }

    @Test func chunksTrickledAreClosed() async throws {
        try await GuardedServer.run { server in
            let pieces = [Self.post("/body", "Transfer-Encoding: chunked\r\n")] + Array(repeating: "1;a=b\r\n \r\n", count: 100)
            let ending = try await RawConnection.converse(server.port, pieces, every: .milliseconds(50))
            #expect(ending.statuses == ["408"] && ending.duration < Self.dripping)
        }
    }

    @Test func idleConnectionsAreClosedAndBusyOnesAreNot() async throws {
        try await GuardedServer.run { server in
            let silent = try await RawConnection.converse(server.port, [])
            #expect(silent.text == "" && silent.duration > .milliseconds(600) && silent.duration < .seconds(30))
            // Its answer takes longer than every limit, and another follows.
            let ending = try await RawConnection.converse(server.port, [Self.get("/late"), Self.get("/now")])
            #expect(ending.statuses == ["200", "200"] && ending.duration > .milliseconds(1_500))
        }
    }

    @Test func answersNobodyTakesAreGivenUp() async throws {
        try await GuardedServer.run { server in
            try await RawConnection.unread(server.port, Self.get("/large")) {
                let isOpened = try await server.waits(forConnections: 1)
                let isClosed = try await server.waits(forConnections: 0)
                #expect(isOpened && isClosed)
            }
        }
    }

    @Test func largeAnswersArriveWhole() async throws {
        try await GuardedServer.run { server in
            let ending = try await RawConnection.converse(server.port, [Self.get("/large", "Connection: close\r\n")])
            #expect(ending.statuses == ["200"] && ending.text.utf8.count > GuardedServer.largeAnswer)
        }
    }

    @Test func whatIsNotHTTPIsAnsweredAsAProblem() async throws {
        try await GuardedServer.run { server in
            let garbage = try await RawConnection.converse(server.port, ["\u{1}\u{2}\r\n\r\n"])
            #expect(garbage.statuses == ["400"] && garbage.text.contains(#""code":"malformed_request""#))
            #expect(garbage.text.contains("application/problem+json") && garbage.text.contains("nosniff"))
            let large = try await RawConnection.converse(
                server.port,
                [Self.get("/now", "X-A: \(String(repeating: "a", count: 20_000))\r\n")]
            )
            #expect(large.statuses == ["431"] && large.text.contains(#""code":"headers_too_large""#))
            // Behind a request that is being answered: in its turn.
            let second = try await RawConnection.converse(server.port, [Self.get("/late"), "nonsense\r\n\r\n"])
            #expect(second.statuses == ["200", "400"])
            // Within a body: the one who reads it answers. After the answer nothing more is said.
            let chunks = "Transfer-Encoding: chunked\r\n"
            let within = try await RawConnection.converse(server.port, [Self.post("/body", chunks), "zz\r\n"], every: .milliseconds(50))
            #expect(within.statuses == ["400"] && within.text.contains(#""code":"malformed_request""#))
            let after = try await RawConnection.converse(server.port, [Self.post("/unread", chunks), "zz\r\n"], every: .milliseconds(50))
            #expect(after.statuses == ["200"])
        }
    }

    @Test func whatIsNotHTTPIsRecordedAsAnyRequestIs() async throws {
        let lines = LogLines()
        let logger = Logger(label: "tests") { _ in LineHandler(lines: lines) }
        try await GuardedServer.run(gate: AdmissionGate(WorkShares(exports: 9, reads: 9, staff: 9, filings: 9)), logger: logger) { server in
            let garbage = try await RawConnection.converse(server.port, ["\u{1}\u{2}\r\n\r\n"])
            let large = try await RawConnection.converse(
                server.port,
                [Self.get("/now", "X-A: \(String(repeating: "a", count: 20_000))\r\n")]
            )
            #expect(garbage.statuses == ["400"] && large.statuses == ["431"])
            let requests = lines.all.filter { $0.hasPrefix("request ") }
            #expect(requests.count == 2)
            for (line, ending) in zip(requests, [garbage, large]) {
                let id = try #require(ending.text.firstMatch(of: #/"request_id":"([^"]+)"/#)?.output.1)
                for part in ["\"route\": none", "\"method\": none", "\"status\": \(ending.statuses[0])", "\"request_id\": \(id)"] {
                    #expect(line.contains(part), "\(line)")
                }
            }
            // In a body that is read the reader's answer is the one that is recorded, and what has its answer gets no second one.
            let chunks = "Transfer-Encoding: chunked\r\n"
            let within = try await RawConnection.converse(server.port, [Self.post("/body", chunks), "zz\r\n"], every: .milliseconds(50))
            #expect(within.statuses == ["400"])
            #expect(lines.all.count { $0.hasPrefix("request ") } == 3)
        }
    }

    @Test func manyRequestsAtOnceAreAnsweredInTheirOrder() async throws {
        try await GuardedServer.run { server in
            let flood = String(repeating: Self.get("/now"), count: 2_000) + Self.get("/now", "Connection: close\r\n")
            let ending = try await RawConnection.converse(server.port, [flood])
            #expect(ending.statuses == Array(repeating: "200", count: 2_001))
        }
    }

    @Test func aFullTableKeepsNobodyOut() async throws {
        var limits = GuardedServer.limits
        limits.connections = 4
        limits.idle = .seconds(30)
        limits.head = .seconds(30)
        try await GuardedServer.run(limits) { server in
            try await withThrowingTaskGroup(of: RawConnection.Ending.self) { group in
                for _ in 0..<20 { group.addTask { try await RawConnection.converse(server.port, ["GET /now HTTP/1.1\r\n"]) } }
                // Those that had to make room for the last ones.
                for _ in 0..<16 { #expect(try await group.next()?.text == "") }
                for _ in 0..<10 {
                    let ending = try await RawConnection.converse(server.port, [Self.get("/now", "Connection: close\r\n")])
                    #expect(ending.statuses == ["200"])
                }
                group.cancelAll()
            }
        }
    }

    @Test func whereAllAreBusyOthersAreClosedAtOnceAndTheListenerLivesOn() async throws {
        var limits = GuardedServer.limits
        limits.connections = 2
        limits.idle = .seconds(60)
        try await GuardedServer.run(limits) { server in
            async let one = RawConnection.converse(server.port, [Self.get("/late", "Connection: close\r\n")])
            async let two = RawConnection.converse(server.port, [Self.get("/late", "Connection: close\r\n")])
            #expect(try await server.waits(forConnections: 2))
            try await Task.sleep(for: .milliseconds(100))
            for _ in 0..<5 {
                let refused = try await RawConnection.converse(server.port, [Self.get("/now")])
                #expect(refused.text == "")
                #expect(refused.duration < .seconds(30))
            }
            let statuses = try await one.statuses + two.statuses
            #expect(statuses == ["200", "200"])
            let later = try await RawConnection.converse(server.port, [Self.get("/now", "Connection: close\r\n")])
            #expect(later.statuses == ["200"])
        }
    }

    @Test func whileItDrainsEachAnswerIsTheLast() async throws {
        var limits = GuardedServer.limits
        limits.idle = .seconds(60)
        try await GuardedServer.run(limits) { server in
            server.drain.begin()
            let ending = try await RawConnection.converse(server.port, [Self.get("/now")])
            #expect(ending.statuses == ["200"] && ending.text.lowercased().contains("connection: close"))
            #expect(ending.duration < .seconds(30))
        }
    }

    /// Stopping must not cut an answer that is still on its way.
    @Test func stoppingFinishesWhatIsUnderWay() async throws {
        let gate = AdmissionGate(WorkShares(exports: 9, reads: 9, staff: 9, filings: 9))
        var limits = GuardedServer.limits
        limits.idle = .seconds(60)
        let served = Served()
        try await GuardedServer.run(limits, gate: gate, served: served) { server in
            async let late = RawConnection.converse(server.port, [Self.get("/late")])
            let hasBegun = try await server.waits { gate.underWay(.reads) == 1 }
            #expect(hasBegun)
            async let large = RawConnection.converse(server.port, [Self.get("/large")])
            async let idle = RawConnection.converse(server.port, [Self.post("/body", "Content-Length: 1\r\n") + "b"])
            let isServed = try await server.waits { served.bodies == 1 && server.table.count == 3 }
            #expect(isServed)
            try await Task.sleep(for: .milliseconds(150))
            await server.stop()
            #expect(try await late.statuses == ["200"])
            #expect(try await large.text.utf8.count > GuardedServer.largeAnswer)
            let resting = try await idle
            #expect(resting.statuses == ["200"])
            #expect(resting.duration < .seconds(30))
        }
    }
}
