internal import Crypto
internal import Domain
internal import Foundation
internal import Store
internal import SwiftCSV

/// The shapes of `sql/reference`'s JSON files.
enum ReferenceFiles {
    struct Categories: Decodable {
        struct Group: Decodable {
            let code: String
            let vi: String
            let en: String
            let children: [Leaf]
        }

        struct Leaf: Codable {
            let code: String
            let vi: String
            let en: String
            let severity: String
            let sensitivity: Int
            let evidenceRequired: Bool
            let legalBasis: String?
            let emergency: [String]
            let also: [String]?
            let attributes: [AttributeRecord]

            enum CodingKeys: String, CodingKey {
                case code, vi, en, severity, sensitivity, emergency, also, attributes
                case evidenceRequired = "evidence_required"
                case legalBasis = "legal_basis"
            }
        }

        let groups: [Group]
    }

    struct Calendars: Decodable {
        struct Calendar: Decodable {
            let code: String
            let vi: String
            let en: String
            let utcOffset: Int
            let nominalDay: Int64
            let firstDay: String
            let lastDay: String
            /// ISO weekday → pairs of HH:MM.
            let week: [String: [[String]]]
            let source: String

            enum CodingKeys: String, CodingKey {
                case code, vi, en, week, source
                case utcOffset = "utc_offset_s"
                case nominalDay = "nominal_day_s"
                case firstDay = "first_day"
                case lastDay = "last_day"
            }
        }

        let calendars: [Calendar]
    }

    struct Policies: Decodable {
        struct Limit: Codable {
            let target: Int64
            let legalBasis: String?
            let confirmed: Bool

            enum CodingKeys: String, CodingKey {
                case target = "target_s"
                case legalBasis = "legal_basis"
                case confirmed
            }
        }

        /// Percents of a limit; escalations with the office they reach.
        struct Levels: Codable {
            let warn: [Int]
            let escalate: [String: String]
        }

        struct Reopening: Codable {
            let percent: Int
            let least: Int64

            enum CodingKeys: String, CodingKey {
                case percent
                case least = "least_s"
            }
        }

        struct Scope: Codable {
            let category: String?
            let severity: String?
        }

        struct Policy: Codable {
            let code: String
            let scope: Scope
            let vi: String
            let en: String
            let calendar: String
            let nominalDay: Int64
            let resolveStarts: String
            let acknowledge: Limit
            let resolve: Limit
            /// Working seconds one agency may have a report; null: measured, without a limit.
            let handle: Int64?
            let levels: Levels
            let reopening: Reopening

            enum CodingKeys: String, CodingKey {
                case code, scope, vi, en, calendar, acknowledge, resolve, levels, reopening
                case handle = "handle_s"
                case nominalDay = "nominal_day_s"
                case resolveStarts = "resolve_starts"
            }
        }

        let policies: [Policy]
    }

    struct Refusals: Decodable {
        struct Text: Decodable {
            let vi: String
            let en: String
        }

        struct Guidance: Decodable {
            let vi: String
            let en: String
            let url: String?
            let phone: String?
        }

        struct Refusal: Decodable {
            let code: String
            let vi: String
            let en: String
            let explanation: Text
            let legalBasis: String?
            let guidance: Guidance?

            enum CodingKeys: String, CodingKey {
                case code, vi, en, explanation, guidance
                case legalBasis = "legal_basis"
            }
        }

        let refusals: [Refusal]
    }

    struct TrainingCases: Decodable {
        let cases: [TrainingCaseRecord]
    }
}

/// What is wrong with a reference file.
package struct ReferenceFileError: Error, CustomStringConvertible {
    let file: String
    let fault: String

    package var description: String { "\(file): \(fault)" }
}

/// Reads one folder of reference files.
struct ReferenceFolder {
    let path: String

    func json<Content: Decodable>(_ file: String) throws -> Content {
        do {
            return try JSONDecoder().decode(Content.self, from: try Data(contentsOf: URL(filePath: "\(path)/\(file)")))
        } catch {
            throw ReferenceFileError(file: file, fault: error.localizedDescription)
        }
    }

    func rows(_ file: String) throws -> [Row] {
        do {
            let csv = try CSV<Named>(string: String(contentsOfFile: "\(path)/\(file)", encoding: .utf8))
            return csv.rows.enumerated().map { Row(file: file, number: $0.offset + 2, cells: $0.element) }
        } catch {
            throw ReferenceFileError(file: file, fault: error.localizedDescription)
        }
    }

    /// A row of a CSV file; empty cells are absent values.
    struct Row {
        let file: String
        let number: Int
        let cells: [String: String]

        func text(_ column: String) throws -> String {
            guard let text = optional(column) else { throw fault("\(column) is missing") }
            return text
        }

        func optional(_ column: String) -> String? {
            cells[column].flatMap { $0.isEmpty ? nil : $0.nfc }
        }

        func value<Value>(_ column: String, _ parse: (String) -> Value?) throws -> Value {
            let text = try text(column)
            guard let value = parse(text) else { throw fault("\(column) is \(text)") }
            return value
        }

        func fault(_ fault: String) -> ReferenceFileError {
            ReferenceFileError(file: file, fault: "line \(number): \(fault)")
        }
    }
}

/// A digest that changes when, and only when, an entry of a reference file says something else.
enum ReferenceDigest {
    static func of(_ entry: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return Data(SHA256.hash(data: try encoder.encode(entry)))
    }
}
