import DatabaseTesting
import Foundation
import Postgres
import Testing

@Suite struct BadAttributeTests {
    /// An attribute of each type, what it does not take, and what it does.
    static let types: [(category: String, code: String, refused: @Sendable () -> [(Any, String)], taken: @Sendable () -> [Any])] = [
        (
            "road.pothole", "size",
            { [("huge", "unknown_value"), ("", "unknown_value"), ("LARGE", "unknown_value"), (1, "wrong_type"), (true, "wrong_type")] },
            { ["small", "large"] }
        ),
        (
            "waste.uncollected", "days_uncollected",
            {
                [
                    (-1, "out_of_range"), (61, "out_of_range"), (Int.max, "out_of_range"), (1.5, "wrong_type"), ("3", "wrong_type"),
                    (true, "wrong_type"),
                ]
            },
            { [0, 60] }
        ),
        (
            "road.sinkhole", "width_m",
            { [(-0.1, "out_of_range"), (100.5, "out_of_range"), (1e300, "out_of_range"), ("2", "wrong_type"), (false, "wrong_type")] },
            { [0, 2, 99.5, 100] }
        ),
        ("road.sinkhole", "passable", { [(0, "wrong_type"), (1, "wrong_type"), ("true", "wrong_type")] }, { [true, false] }),
        ("road.works", "contractor", { [(7, "wrong_type"), (true, "wrong_type"), (" ", "blank")] }, { ["Công ty A"] }),
        ("traffic.parking", "plate", { [(29, "wrong_type"), (String(repeating: "9", count: 21), "too_long")] }, { ["29A-123.45"] }),
    ]

    @Test func everyTypeTakesItsValuesAndNoOthers() async throws {
        try await APITest.run { api in
            for (category, code, refused, taken) in Self.types {
                let nothing: [(Any, String)] = [(NSNull(), "wrong_type"), ([1], "wrong_type"), (["a": 1], "wrong_type")]
                let before = try await api.rowCounts()
                for (value, reason) in refused() + nothing {
                    let refusals = try await api.refused(["category": category, "attributes": [code: value]])
                    #expect(refusals == ["/attributes/\(code) \(reason)"], "\(value)")
                }
                #expect(try await api.rowCounts() == before)
                for value in taken() {
                    let answer = try await api.file(["category": category, "attributes": [code: value]])
                    #expect(answer.status == 201, "\(code) \(value)")
                }
            }
        }
    }

    @Test(arguments: ["road.pothole", "waste.uncollected", "road.sinkhole", "road.works", "traffic.parking"])
    func whatIsRequiredMustNotBeMissing(category: String) async throws {
        try await APITest.runWithoutChange { api in
            // No category of ours requires an answer; the city's may.
            let codes = try await api.database.pool(.superuser).query(
                """
                UPDATE category_version
                SET attributes = (SELECT jsonb_agg(attribute || '{"required": true}') FROM jsonb_array_elements(attributes) AS attribute)
                FROM category
                WHERE category.id = category_version.category_id
                    AND category.code = \(category)
                RETURNING jsonb_path_query_array(attributes, '$[*].code')::text
                """,
                as: String.self
            )
            let required = try JSONDecoder().decode([String].self, from: Data(try #require(codes.first).utf8))
            #expect(!required.isEmpty)
            for attributes: [String: Any?] in [[:], ["attributes": [String: Any]()], ["attributes": NSNull()]] {
                let refusals = try await api.refused(attributes.merging(["category": category]) { $1 })
                #expect(refusals == required.map { "/attributes/\($0) required" })
            }
        }
    }

    @Test func attributesOfOtherCategoriesAreUnknown() async throws {
        try await APITest.runWithoutChange { api in
            try await api.refuses(["attributes": ["plate": "29A"]], ["/attributes/plate unknown_field"])
            try await api.refuses(["attributes": ["": 1]], ["/attributes/ unknown_field"])
            try await api.refuses(["attributes": ["size\u{0}": "large"]], ["/attributes/size\u{0} unknown_field"])
            try await api.refuses(["attributes": [1]], ["/attributes wrong_type"])
            try await api.refuses(["attributes": "size"], ["/attributes wrong_type"])
        }
    }
}
