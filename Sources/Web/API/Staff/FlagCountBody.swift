import Domain
import JSON

/// How often what is public of a report was flagged for a reason.
struct FlagCountBody: JSONWritable {
    let reason: FlagReason
    let count: Int

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("reason", reason.rawValue)
            json.member("count", count)
        }
    }
}

extension ReportView {
    /// In the order of the list of reasons.
    var flagCounts: [FlagCountBody] {
        FlagReason.allCases.compactMap { reason in flags[reason].map { FlagCountBody(reason: reason, count: $0) } }
    }
}
