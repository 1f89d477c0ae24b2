package import Domain
internal import FoundationEssentials

/// A case for practice as JSON, in the reference file and in `training_case.content` alike.
package struct TrainingCaseRecord: Codable, Sendable {
    struct Words: Codable, Sendable {
        let vi: String
        let en: String

        var text: BilingualText { BilingualText(vi: vi, en: en) }
    }

    struct Report: Codable, Sendable {
        let category: String
        let description: String
        let lat: Double
        let lon: Double
        let address: String?
        let hoursAgo: Int?

        enum CodingKeys: String, CodingKey {
            case category, description, lat, lon, address
            case hoursAgo = "hours_ago"
        }
    }

    struct Reply: Codable, Sendable {
        let to: String
        let text: String
    }

    package let code: String
    let title: Words
    let briefing: Words
    let handling: Words
    let reports: [Report]
    let replies: [Reply]?

    /// The case; nil where a reply is to nothing anybody replies to.
    package var definition: TrainingCase? {
        let replies = (replies ?? []).map { reply in
            TrainingCase.Reply.Cause(rawValue: reply.to).map { TrainingCase.Reply(to: $0, reply.text) }
        }
        guard !replies.contains(nil) else { return nil }
        return TrainingCase(
            code: code,
            title: title.text,
            briefing: briefing.text,
            handling: handling.text,
            reports: reports.map { TrainingCase.Report($0.submission, hoursAgo: $0.hoursAgo ?? 0) },
            replies: replies.compactMap(\.self)
        )
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    static func read(_ json: String) throws -> TrainingCase {
        guard let definition = try JSONDecoder().decode(Self.self, from: Data(json.utf8)).definition else {
            throw StoreError.fault("a case for practice")
        }
        return definition
    }
}

extension TrainingCaseRecord.Report {
    fileprivate var submission: ReportSubmission {
        ReportSubmission(
            category: category,
            description: description,
            pin: Pin(latitude: lat, longitude: lon),
            accuracyM: 10,
            address: address,
            channel: Channel.web.rawValue
        )
    }
}
