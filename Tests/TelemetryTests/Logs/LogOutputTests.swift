import Foundation
import Glibc
import Testing

@testable import Telemetry

@Suite("Log output")
struct LogOutputTests {
    @Test func `a line that cannot be written is counted`() throws {
        let full = open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        defer { close(full) }
        for descriptor in [full, -1] {
            let output = LogOutput(descriptor: descriptor)
            output.write(Array("{}\n".utf8))
            output.write(Array("{}\n{}\n".utf8))
            #expect(output.droppedLines == 3)
        }
    }

    @Test func `a line cut by a reader that stopped does not spoil the next`() throws {
        let pipe = try LinePipe(nonBlocking: true)
        try pipe.resize(to: 8_192)
        let output = LogOutput(descriptor: pipe.writingEnd, patience: .milliseconds(1))
        output.write(Array(repeating: UInt8(ascii: "x"), count: 9_000) + [UInt8(ascii: "\n")])
        output.write(Array("lost\n".utf8))
        #expect(output.droppedLines == 2)
        #expect(pipe.read(upTo: 16_384).count == 8_192)
        output.write(Array("next\n".utf8))
        output.write(Array("last\n".utf8))
        pipe.closeWritingEnd()
        #expect(String(decoding: pipe.readToEnd(), as: UTF8.self) == "\nnext\nlast\n")
        #expect(output.droppedLines == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a reader that stopped keeps nobody waiting for ever, though the pipe would`() throws {
        let pipe = try LinePipe()
        try pipe.resize(to: 4_096)
        let output = LogOutput(descriptor: pipe.writingEnd, patience: .milliseconds(1))
        for length in [5_000, 1, 4_095] { output.write(Array(repeating: UInt8(ascii: "x"), count: length) + [UInt8(ascii: "\n")]) }
        #expect(output.droppedLines == 3)
        #expect(pipe.read(upTo: 8_192).count == 4_096)
        output.write(Array("next\n".utf8))
        #expect(output.droppedLines == 3)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a reader that never stops and never has done keeps nobody waiting`() throws {
        let pipe = try LinePipe(nonBlocking: true)
        try pipe.resize(to: 4_096)
        let descriptor = pipe.takeWritingEnd()
        let output = LogOutput(descriptor: descriptor, patience: .milliseconds(500))
        // Each page well within the patience; all of them would take seven minutes.
        let lines = 16_384
        var text = Array(repeating: UInt8(ascii: "x"), count: lines * 1_024)
        for end in stride(from: 1_023, to: text.count, by: 1_024) { text[end] = UInt8(ascii: "\n") }
        Thread.detachNewThread { [text] in
            output.write(text)
            close(descriptor)
        }
        var taken = 0
        while case let page = pipe.read(upTo: 4_096), !page.isEmpty {
            taken += page.count { $0 == UInt8(ascii: "\n") }
            Thread.sleep(forTimeInterval: 0.1)
        }
        #expect(taken > 0 && taken < lines)
        #expect(taken + Int(output.droppedLines) == lines)
    }

    @Test func `a reader that comes back in time gets the whole line`() throws {
        let pipe = try LinePipe(nonBlocking: true)
        let descriptor = pipe.takeWritingEnd()
        let output = LogOutput(descriptor: descriptor, patience: .seconds(60))
        let line = Array(repeating: UInt8(ascii: "x"), count: 1 << 20) + [UInt8(ascii: "\n")]
        Thread.detachNewThread {
            output.write(line)
            close(descriptor)
        }
        #expect(pipe.readToEnd() == line)
        #expect(output.droppedLines == 0)
    }
}
