import Foundation
import Glibc
import Logging
import Testing

@testable import Telemetry

@Suite("Log buffer")
struct LogBufferTests {
    @Test func `concurrent writers never mix their lines`() throws {
        let writers = 8
        // What all of them log fits into the buffer, should nobody read meanwhile.
        let rounds = 150
        let pipe = try LinePipe()
        // Lines of up to 8 KB wait halfway in a pipe of 4 KB, where another writer could get in between.
        try pipe.resize(to: 4_096)
        let descriptor = pipe.takeWritingEnd()
        let buffer = LogBuffer(LogOutput(descriptor: descriptor, patience: .seconds(300)))
        // Threads of their own: the buffer's last lines wait in write(2) while the pipe is full.
        Thread.detachNewThread {
            DispatchQueue.concurrentPerform(iterations: writers) { Self.log(rounds, as: $0, to: buffer) }
            buffer.flush()
            close(descriptor)
        }
        let logged = try lines(of: pipe.readToEnd())
        #expect(logged.count == writers * rounds)
        var next = [Int](repeating: 0, count: writers)
        for line in logged {
            let metadata = try #require(try object(line)["metadata"] as? [String: String])
            let writer = try #require(metadata["writer"].flatMap { Int($0) })
            #expect(metadata["round"] == "\(next[writer])")
            #expect(metadata["body"]?.utf8.count == next[writer] * 40)
            next[writer] += 1
        }
        #expect(buffer.droppedLines == 0)
    }

    @Test func `lines are written though nobody asks for it`() throws {
        let pipe = try LinePipe()
        let buffer = LogBuffer(LogOutput(descriptor: pipe.writingEnd))
        buffer.add(Array("first\n".utf8))
        buffer.add(Array("second\n".utf8))
        var read = ""
        while read.utf8.count < 13 { read += String(decoding: pipe.read(upTo: 64), as: UTF8.self) }
        #expect(read == "first\nsecond\n")
        buffer.add(Array("third\n".utf8))
        #expect(String(decoding: pipe.read(upTo: 64), as: UTF8.self) == "third\n")
    }

    @Test func `what is critical is written at once, with what was said before`() throws {
        let pipe = try LinePipe(nonBlocking: true)
        let buffer = LogBuffer(LogOutput(descriptor: pipe.writingEnd))
        let logger = Logger(label: "l", factory: { JSONLogHandler(label: $0, buffer: buffer) })
        logger.warning("one")
        logger.critical("two")
        let messages = try lines(of: pipe.read(upTo: 4_096)).map { try object($0)["message"] as? String }
        #expect(messages == ["one", "two"])
    }

    @Test func `who warns does not wait for a reader`() throws {
        let pipe = try LinePipe(nonBlocking: true)
        try pipe.resize(to: 4_096)
        let buffer = LogBuffer(LogOutput(descriptor: pipe.writingEnd, patience: .seconds(300)))
        let logger = Logger(label: "l", factory: { JSONLogHandler(label: $0, buffer: buffer) })
        let started = ContinuousClock.now
        for _ in 0..<100 { logger.error("\(String(repeating: "x", count: 1_000))") }
        #expect(started.duration(to: .now) < .seconds(60))
        // All of it comes, and the buffer has done with the pipe.
        var taken = 0
        while taken < 100 { taken += pipe.read(upTo: 4_096).count { $0 == UInt8(ascii: "\n") } }
        buffer.flush()
        #expect(buffer.droppedLines == 0)
    }

    @Test func `a reader that stopped keeps nobody waiting, and what there is no room for is counted`() throws {
        let pipe = try LinePipe(nonBlocking: true)
        try pipe.resize(to: 4_096)
        let buffer = LogBuffer(LogOutput(descriptor: pipe.writingEnd, patience: .milliseconds(1)))
        let line = Array(repeating: UInt8(ascii: "x"), count: 1_023) + [UInt8(ascii: "\n")]
        for _ in 0..<10_000 { buffer.add(line) }
        buffer.flush()
        #expect(buffer.droppedLines == 10_000 - 4)
        #expect(pipe.read(upTo: 8_192).count == 4_096)
        buffer.add(line)
        buffer.flush()
        #expect(pipe.read(upTo: 8_192) == line)
    }

    @Test func `a line longer than all there is room for is counted`() {
        let buffer = LogBuffer(LogOutput(descriptor: -1))
        buffer.add(Array(repeating: UInt8(ascii: "x"), count: LogBuffer.capacity) + [UInt8(ascii: "\n")])
        #expect(buffer.droppedLines == 1)
    }

    private static func log(_ rounds: Int, as writer: Int, to buffer: LogBuffer) {
        let logger = Logger(label: "writer", factory: { JSONLogHandler(label: $0, buffer: buffer) })
        for round in 0..<rounds {
            let body = String(repeating: "x", count: round * 40)
            logger.info("m", metadata: ["writer": "\(writer)", "round": "\(round)", "body": .string(body)])
        }
    }
}
