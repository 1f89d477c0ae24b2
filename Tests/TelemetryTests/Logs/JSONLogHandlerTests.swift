import Foundation
import Logging
import Testing

@testable import Telemetry

@Suite("JSON log lines")
struct JSONLogHandlerTests {
    @Test func `an event is one object on one line`() throws {
        let before = Date()
        let logged = try loggedLines(label: "web") { $0.notice("report filed", metadata: ["status": "201", "unit": "\(42)"]) }
        #expect(logged.count == 1)
        let object = try object(logged[0])
        #expect(Set(object.keys) == ["time", "level", "label", "message", "metadata"])
        #expect(object["level"] as? String == "notice")
        #expect(object["label"] as? String == "web")
        #expect(object["message"] as? String == "report filed")
        #expect(object["metadata"] as? [String: String] == ["status": "201", "unit": "42"])
        let reader = ISO8601DateFormatter()
        reader.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        let time = try #require((object["time"] as? String).flatMap(reader.date))
        #expect(time > before.addingTimeInterval(-0.002) && time < Date().addingTimeInterval(0.002))
    }

    @Test func `the order of fields is fixed and metadata sorted`() throws {
        let logged = try loggedLines { $0.info("m", metadata: ["b": ["2", ["y": "z"]], "a": "1"]) }
        let text = String(decoding: logged[0], as: UTF8.self)
        #expect(text.hasSuffix(#","level":"info","label":"test","message":"m","metadata":{"a":"1","b":["2",{"y":"z"}]}}"#))
    }

    @Test func `without metadata there is no such field`() throws {
        let logged = try loggedLines { $0.info("m") }
        #expect(try object(logged[0])["metadata"] == nil)
    }

    @Test func `the statement overrides the provider and the provider the handler`() throws {
        let provider = Logger.MetadataProvider { ["a": "provider", "b": "provider"] }
        let logged = try loggedLines(provider: provider) { logger in
            var logger = logger
            logger[metadataKey: "a"] = "handler"
            logger[metadataKey: "c"] = "handler"
            logger.info("m", metadata: ["b": "statement"])
        }
        #expect(try object(logged[0])["metadata"] as? [String: String] == ["a": "provider", "b": "statement", "c": "handler"])
    }

    @Test func `of an error only the type is written`() throws {
        struct Leak: Error, CustomStringConvertible {
            let description = "INSERT INTO report_private"
        }
        let logged = try loggedLines { $0.error("failed", error: Leak()) }
        #expect(try object(logged[0])["errorType"] as? String == "Leak")
        #expect(!String(decoding: logged[0], as: UTF8.self).contains("report_private"))
    }

    @Test func `level and metadata belong to one handler`() {
        let first = JSONLogHandler(label: "a")
        var second = first
        second.logLevel = .error
        second[metadataKey: "k"] = "v"
        #expect(first.logLevel == .info)
        #expect(first.metadata.isEmpty)
        #expect(second[metadataKey: "k"] == "v")
    }

    @Test(arguments: [0, 951_782_399, 951_782_400, 1_709_164_800, 1_767_225_599, 4_102_444_800], [0, 7, 42, 999])
    func `time agrees with Foundation`(seconds: Int, milliseconds: Int) {
        let writer = ISO8601DateFormatter()
        writer.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        // A tenth of a millisecond more, lest the formatter's truncation meet the rounding of the sum.
        let expected = writer.string(from: Date(timeIntervalSince1970: Double(seconds) + Double(milliseconds) / 1_000 + 0.000_1))
        #expect(LogTimestamp(seconds: seconds, milliseconds: milliseconds).text == expected)
    }
}
