import Foundation
import Testing

@testable import Web

/// Over real sockets: a listener whose gate has room for one read and one filing.
@Suite(.serialized) struct AdmissionDoorTests {
    private static func get(_ path: String, _ headers: String = "", method: String = "GET") -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: a\r\n\(headers)\r\n"
    }

    private static func post(_ path: String, _ body: String = "", _ headers: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    }

    private static let last = "Connection: close\r\n"

    private static func gate(reads: Int = 1, bodies: Int = 1 << 20) -> AdmissionGate {
        var shares = WorkShares(exports: 0, reads: reads, staff: 0, filings: 1)
        shares.burst = 1
        shares.bodies = bodies
        shares.patience = .zero
        return AdmissionGate(shares)
    }

    @Test func whatThereIsNoRoomForIsRefusedAndTheConnectionGoesOn() async throws {
        let gate = Self.gate()
        let ticket = gate.enter(.reads)
        try await GuardedServer.run(GuardedServer.unhurried, gate: gate) { server in
            let requests = [
                Self.get("/now", "X-Request-Id: r-1\r\nAccept-Language: en\r\n"), Self.get("/now", method: "HEAD"), Self.post("/body", "b"),
                Self.get("/now", Self.last),
            ]
            let ending = try await RawConnection.converse(server.port, requests, every: .milliseconds(50))
            #expect(ending.statuses == ["503", "503", "200", "503"])
            let first = ending.text.components(separatedBy: "HTTP/1.1 ")[1].lowercased()
            for expected in [
                "content-type: application/problem+json", "retry-after: ", "x-request-id: r-1", "x-content-type-options: nosniff",
                "content-language: en", #""code":"overloaded""#, #""request_id":"r-1""#,
            ] { #expect(first.contains(expected)) }
            #expect(ending.text.components(separatedBy: #""code":"overloaded""#).count == 3)
        }
        withExtendedLifetime(ticket) {}
    }

    @Test func aFullClassIsToldBeforeItsBodyIsRead() async throws {
        let gate = Self.gate()
        let tickets = [gate.enter(.filings), gate.enter(.filings)]
        try await GuardedServer.run(GuardedServer.unhurried, gate: gate) { server in
            let head = "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"
            let ending = try await RawConnection.converse(
                server.port,
                [head, "body" + Self.get("/nowhere", Self.last)],
                every: .milliseconds(50)
            )
            #expect(ending.statuses == ["503", "404"])
        }
        withExtendedLifetime(tickets) {}
    }

    @Test func slowSendersTakeNoRoomAndAreToldThatTheyAreSlow() async throws {
        try await GuardedServer.run(gate: Self.gate()) { server in
            async let slow = RawConnection.converse(
                server.port,
                ["POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"] + Array(repeating: " ", count: 100),
                every: .milliseconds(50)
            )
            try await Task.sleep(for: .milliseconds(100))
            let quick = try await RawConnection.converse(server.port, [Self.post("/body", "b", Self.last)])
            #expect(quick.statuses == ["200"])
            let ending = try await slow
            #expect(ending.statuses == ["408"] && ending.text.contains(#""code":"request_timeout""#))
        }
    }

    /// Each of them may send 64 KB and then nothing for half a minute: thousands would hold hundreds of megabytes.
    @Test func bodiesThatNeverEndHoldSoMuchInAllAndNoMore() async throws {
        let each = 64 * 1024 - AdmissionHandler.bodyOfAnyConnection
        let gate = Self.gate(bodies: 4 * each)
        try await GuardedServer.run(GuardedServer.unhurried, gate: gate) { server in
            let head = "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\(Self.last)\r\n"
            let nearly = head + String(repeating: "a", count: 59_000)
            let (first, more) = (4, 20)
            try await withThrowingTaskGroup(of: RawConnection.Ending.self) { group in
                for _ in 0..<first { group.addTask { try await RawConnection.converse(server.port, [nearly]) } }
                let isFull = try await server.waits { gate.kept == 4 * each }
                #expect(isFull)
                for _ in 0..<more { group.addTask { try await RawConnection.converse(server.port, [nearly]) } }
                for _ in 0..<more {
                    let ending = try #require(try await group.next())
                    #expect(ending.statuses == ["503"] && ending.text.contains(#""code":"overloaded""#))
                    #expect(ending.text.lowercased().contains("retry-after: "))
                    #expect(gate.kept == first * each)
                }
                #expect(gate.refused(.filings) == more)
                // What most people send has its place on every connection.
                let usual = try await RawConnection.converse(
                    server.port,
                    [Self.post("/body", String(repeating: "a", count: 8_000), Self.last)]
                )
                #expect(usual.statuses == ["200"])
                group.cancelAll()
            }
            let isGivenBack = try await server.waits { gate.kept == 0 }
            #expect(isGivenBack)
            let whole = try await RawConnection.converse(
                server.port,
                [Self.post("/body", String(repeating: "a", count: 60_000), Self.last)]
            )
            #expect(whole.statuses == ["200"] && gate.kept == 0)
        }
    }

    @Test func requestsSentWithoutWaitingAreAnsweredInOrder() async throws {
        try await GuardedServer.run(gate: Self.gate()) { server in
            let pipelined = Self.get("/late") + Self.post("/body", "b") + Self.get("/now") + Self.get("/nowhere", Self.last)
            let ending = try await RawConnection.converse(server.port, [pipelined])
            #expect(ending.statuses == ["200", "200", "200", "404"])
            #expect(ending.text.contains("late") && ending.text.contains("read"))
            // One after the other, so that there is room for each; the last one is no HTTP.
            let many = String(repeating: Self.get("/now") + Self.post("/body", "b"), count: 200) + "nonsense\r\n\r\n"
            let answers = try await RawConnection.converse(server.port, [many])
            #expect(answers.statuses == Array(repeating: "200", count: 400) + ["400"])
        }
    }

    @Test func whatCannotBeReadIsAnsweredAsWithoutADoor() async throws {
        try await GuardedServer.run(gate: Self.gate()) { server in
            let chunk = "10000\r\n" + String(repeating: "a", count: 65_536) + "\r\n"
            let long = try await RawConnection.converse(
                server.port,
                ["POST /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\(Self.last)\r\n" + chunk + "1\r\na\r\n0\r\n\r\n"]
            )
            #expect(long.statuses == ["413"])
            let declared = try await RawConnection.converse(
                server.port,
                ["POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\(Self.last)\r\n"]
            )
            #expect(declared.statuses == ["413"])
            let broken = try await RawConnection.converse(
                server.port,
                ["POST /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"]
            )
            #expect(broken.statuses == ["400"])
        }
    }

    /// Its refusals are longer than its requests: they would fill the memory.
    @Test func whoTakesNoRefusalsGetsNoMoreOfThem() async throws {
        let gate = Self.gate()
        let ticket = gate.enter(.reads)
        try await GuardedServer.run(gate: gate) { server in
            let many = String(repeating: Self.get("/now"), count: 20_000)
            try await RawConnection.unread(server.port, many) {
                let isClosed = try await server.waits(forConnections: 0)
                #expect(isClosed)
            }
            #expect(gate.refused(.reads) < 5_000)
        }
        withExtendedLifetime(ticket) {}
    }

    /// Each of them may take a little every half minute.
    @Test func whoTakesFilesSlowlyHoldsAQuarterOfTheirPlaces() async throws {
        var shares = WorkShares(exports: 1, reads: 1, staff: 1, filings: 1)
        shares.downloads = 8
        let gate = AdmissionGate(shares)
        try await GuardedServer.run(GuardedServer.unhurried, gate: gate) { server in
            try await RawConnection.unread(server.port, Self.get("/file")) {
                try await RawConnection.unread(server.port, Self.get("/file")) {
                    let isFull = try await server.waits { gate.downloads == 2 }
                    #expect(isFull)
                    let refused = try await RawConnection.converse(server.port, [Self.get("/file", Self.last)])
                    #expect(refused.statuses == ["503"] && refused.text.contains(#""code":"overloaded""#))
                    let other = try await RawConnection.converse(server.port, [Self.get("/now", Self.last)])
                    #expect(other.statuses == ["200"])
                }
            }
            let isGivenBack = try await server.waits { gate.downloads == 0 }
            #expect(isGivenBack)
        }
    }

    @Test func refusalsSentWithoutWaitingArriveWholeAndInOrder() async throws {
        let gate = Self.gate()
        let ticket = gate.enter(.reads)
        try await GuardedServer.run(GuardedServer.unhurried, gate: gate) { server in
            let many = (0..<2_000).map { Self.get("/now", "X-Request-Id: r-\($0)\r\n") }.joined() + Self.get("/now", Self.last)
            let ending = try await RawConnection.converse(server.port, [many])
            #expect(ending.statuses == Array(repeating: "503", count: 2_001))
            let named = ending.text.lowercased().matches(of: #/x-request-id: r-([0-9]+)/#).map { String($0.output.1) }
            #expect(named == (0..<2_000).map(String.init))
        }
        withExtendedLifetime(ticket) {}
    }

    @Test func whoWaitsForLeaveToSendABodyGetsItOrARefusal() async throws {
        let gate = Self.gate()
        try await GuardedServer.run(gate: gate) { server in
            let head = "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-Continue\r\n"
            let admitted = try await RawConnection.converse(server.port, [head + Self.last + "\r\n", "body"], every: .milliseconds(100))
            #expect(admitted.statuses == ["100", "200"])
            let nowhere = head.replacing("/body", with: "/nowhere") + "\r\n"
            let strayed = try await RawConnection.converse(
                server.port,
                [nowhere, "body", Self.get("/now", Self.last)],
                every: .milliseconds(100)
            )
            #expect(strayed.statuses == ["100", "404", "200"])
            let tickets = [gate.enter(.filings), gate.enter(.filings)]
            // Without the body, what follows is another request: the connection cannot go on.
            let refused = try await RawConnection.converse(server.port, [head + "\r\n", Self.get("/now")], every: .milliseconds(100))
            #expect(refused.statuses == ["503"] && refused.text.lowercased().contains("connection: close"))
            withExtendedLifetime(tickets) {}
        }
    }

    @Test func nothingIsDoneAfterTheLastAnswer() async throws {
        let served = Served()
        try await GuardedServer.run(GuardedServer.unhurried, gate: Self.gate(reads: 2), served: served) { server in
            let requests = Self.get("/late", Self.last.lowercased()) + Self.post("/body", "b") + Self.post("/body", "b")
            async let asked = RawConnection.converse(server.port, [requests])
            let drained = Self.get("/late") + Self.post("/body", "b") + Self.post("/body", "b")
            async let draining = RawConnection.converse(server.port, [drained])
            try await Task.sleep(for: .milliseconds(200))
            server.drain.begin()
            let endings = try await [asked, draining]
            #expect(endings.map(\.statuses) == [["200"], ["200"]])
            try await Task.sleep(for: .milliseconds(100))
            #expect(served.bodies == 0)
        }
    }

    /// The option's name has no case, and other options may stand beside it.
    @Test(arguments: ["close", "Close", "TE, CLOSE"]) func whoSaysThatItSendsNoMoreIsToldTheEnd(option: String) async throws {
        try await GuardedServer.run(GuardedServer.unhurried, gate: Self.gate()) { server in
            let ending = try await RawConnection.converse(server.port, [Self.get("/now") + Self.get("/now", "Connection: \(option)\r\n")])
            #expect(ending.statuses == ["200", "200"])
            #expect(ending.duration < .seconds(30))
        }
    }

    @Test func roomIsGivenBackWhateverBecomesOfTheConnection() async throws {
        let gate = Self.gate()
        try await GuardedServer.run(gate: gate) { server in
            for _ in 0..<20 {
                // Gone before the answer, and before the whole request.
                try await RawConnection.unread(server.port, Self.get("/late")) {}
                try await RawConnection.unread(server.port, "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n") {}
            }
            let isClosed = try await server.waits(forConnections: 0)
            #expect(isClosed)
            var hasRoom = false
            for _ in 0..<300 where !hasRoom {
                try await Task.sleep(for: .milliseconds(10))
                hasRoom = ![gate.enter(.reads), gate.enter(.filings)].contains { $0 == nil }
            }
            #expect(hasRoom)
        }
    }
}
