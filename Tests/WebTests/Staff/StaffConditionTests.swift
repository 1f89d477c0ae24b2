import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

/// A write says which version of the report it is meant for (RFC 9110, section 13.1.1).
@Suite struct StaffConditionTests {
    @Test(arguments: ["", " ", "*", " * "])
    func withoutAVersionNothingIsWritten(header: String) async throws {
        try await check(header, status: 428, code: "if_match_required")
    }

    @Test(arguments: [
        "1", "1-staff", "\"1-staff", "1-staff\"", "'1-staff'", "\"1-staff\" \"2-staff\"", "\"1-staff\"x", "w/\"1-staff\"", "W/",
        "\"1 staff\"",
        "\"1-staff\", *", "\"1-staff\", x",
    ])
    func whatIsNoListOfTagsIsUnreadable(header: String) async throws {
        try await check(header, status: 400, code: "if_match_invalid")
    }

    @Test(arguments: [
        "\"2-staff\"", "\"0-staff\"", "W/\"2-staff\"", "\"\"", "\"2\"", "\"-1-staff\"", "\"+1-staff\"", "\"x1-staff\"", "\"1x-staff\"", ",",
        "\"99999999999999999999-staff\"", "\"2-staff\", \"3-staff\"", "\"２-staff\"",
    ])
    func anotherVersionIsRefused(header: String) async throws {
        try await check(header, status: 412, code: "version_differs")
    }

    @Test(arguments: [
        "\"1-staff\"", "\"1-public-7-vi\"", "\"1-\"", " , \"4-staff\" ,\t\"1-x\",", "W/\"9-staff\", \"1-staff\"", "\"01-staff\"", "\"1\"",
        "W/\"1-staff\"",
    ])
    func onlyTheVersionCounts(header: String) async throws {
        try await APITest.run { api in
            let answer = try await api.act("acknowledge", on: try await api.filed(), ifMatch: header)
            #expect(answer.status == 200 && answer.number("version") == 2)
            #expect(answer.header("etag")?.hasPrefix("\"2-staff-") == true)
        }
    }

    private func check(_ header: String, status: Int, code: String) async throws {
        try await APITest.run { api in
            let report = try await api.filed()
            let rows = try await api.rowCounts()
            let answer = try await api.act("acknowledge", on: report, ifMatch: header)
            #expect(answer.status == status && answer.string("code") == code, "\(answer.text)")
            #expect(try await api.rowCounts() == rows)
        }
    }

    @Test func aRepetitionIsRefusedAndDoesNothing() async throws {
        try await APITest.run { api in
            let code = try await api.filed()
            let tag = try await api.read(code).header("etag")
            #expect(try await api.act("acknowledge", on: code, ifMatch: tag).status == 200)
            let rows = try await api.rowCounts()
            #expect(try await api.act("acknowledge", on: code, ifMatch: tag).status == 412)
            #expect(try await api.rowCounts() == rows)
        }
    }

    /// Of many who have seen the same version one acts; no update is lost and none is made twice.
    @Test func ofManyAtOnceOneActs() async throws {
        try await APITest.run { api in
            let code = try await api.filed()
            for round in 1...4 {
                let answers = try await withThrowingTaskGroup(of: JSONAnswer.self) { tasks in
                    for number in 0..<12 {
                        tasks.addTask { try await api.act("note", on: code, ["text": "\(round) \(number)"], ifMatch: "\"\(round)-staff\"") }
                    }
                    return try await tasks.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.count { $0.status == 200 } == 1)
                #expect(answers.count { $0.status == 412 } == 11)
            }
            let report = try await api.read(code)
            #expect(report.number("version") == 5 && report.count("history") == 6)
            let texts = try await api.database.pool(.superuser).query("SELECT text FROM report_event_text ORDER BY seq", as: String.self)
            #expect(texts.map { $0.prefix(1) } == ["1", "2", "3", "4"])
        }
    }
}
