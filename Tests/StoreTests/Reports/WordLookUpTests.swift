import DatabaseTesting
import Domain
import Foundation
import Postgres
import RandomTesting
import Testing

@testable import Store

@Suite struct WordLookUpTests {
    /// A question is looked up in two parts, which find what the whole of it is true of.
    @Test func whatIsLookedUpIsWhatTheWholeQuestionIsTrueOf() async throws {
        try await withTestDatabase(.migrated) { database in
            var random = SplitMix64(seed: 48)
            let vocabulary = ["số", "phố", "hà", "nội", "bạch", "mai", "thụy", "khuê", "đồng", "xuân", "xua", "giấy", "cầu", "12", "345"]
            let agencies = (0..<4).map { _ in UUID() }
            let reports: [(id: UUID, words: [String])] = (0..<600).map { _ in
                let said = vocabulary.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
                let agency = agencies[Int.random(in: 0..<4, using: &random)]
                return (UUID(), SearchWords(said.joined(separator: " ")).words + ["agency:\(agency.uuidString.lowercased())"])
            }
            try await database.pool(.superuser).withTransaction { connection in
                try connection.execute("SET LOCAL session_replication_role = replica")
                for report in reports {
                    try connection.execute(
                        "INSERT INTO report_words (report_id, words) VALUES (\(report.id), array_to_tsvector(\(report.words)))"
                    )
                }
            }
            var answered = 0
            for _ in 0..<150 {
                let words = SearchWords(
                    (0..<Int.random(in: 1...3, using: &random)).map { _ in
                        var word = vocabulary[Int.random(in: 0..<vocabulary.count, using: &random)]
                        if word.count > 3, Bool.random(using: &random) { word.removeLast() }
                        return word
                    }.joined(separator: " ")
                )
                var filter = ReportFilter()
                if Bool.random(using: &random) { filter.agencies = Array(agencies.prefix(Int.random(in: 0...2, using: &random))) }
                let places = ListSearch.places(filter)
                for questions in [[words.question], words.likelyQuestions] where !questions.isEmpty {
                    let query = ListSearch.found(questions, in: places, most: reports.count)
                    let found = try await database.pool(.app).query(query, as: UUID.self)
                    let whole = questions.map { (places + [ListSearch.text($0)]).joined(separator: "&") }
                    let expected = try await database.pool(.superuser).query(
                        "SELECT report_id FROM report_words WHERE words @@ ANY (\(whole)::text[]::tsquery[])",
                        as: UUID.self
                    )
                    #expect(found.count == expected.count && Set(found) == Set(expected), "\(words.text) \(places)")
                    answered += found.count
                }
            }
            #expect(answered > 1_000)
        }
    }
}
