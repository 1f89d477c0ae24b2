package import Domain
package import FoundationEssentials
internal import Postgres

/// What a report may have in common with others.
package struct FilingTrace: Hashable, Sendable {
    package let kind: BurstKind
    /// A digest of 16 bytes.
    package let key: Data

    package init(_ kind: BurstKind, key: Data) {
        self.kind = kind
        self.key = key
    }

    /// Whether it says who reported, so that another report of theirs at the same place may be a copy.
    var namesReporter: Bool { kind == .device || kind == .user }
}

/// An earlier report that one may be a copy of.
package struct LikelyOriginal: Hashable, Sendable {
    package let id: UUID
    package let code: String
}

extension LikelyOriginal {
    /// The columns of an outer join.
    init?(id: UUID?, code: String?) {
        guard let id, let code else { return nil }
        self.init(id: id, code: code)
    }

    /// Metres and minutes within which two reports of one device or user in one category are likely the same.
    private static let (metres, minutes) = (50.0, 10)

    /// The newest one, as a row of `id` and `code`: by any of the traces that say who reports.
    static func query(_ traces: [FilingTrace], category: String?, near pin: Pin?) -> SQL {
        let keys = traces.filter(\.namesReporter).map(\.key)
        guard !keys.isEmpty, let category, let pin else { return "SELECT NULL::uuid AS id, NULL::text AS code" }
        return """
            SELECT report.id, report.code
            FROM filing_trace AS trace
            JOIN report ON report.id = trace.report_id
            WHERE trace.key = ANY (\(keys))
                AND trace.filed_at > (SELECT instant_now()) - make_interval(mins => \(Int32(minutes)))
                AND trace.category = \(category)
                AND ST_DistanceSphere(trace.place, ST_SetSRID(ST_MakePoint(\(pin.longitude), \(pin.latitude)), 4326)) <= \(metres)
            ORDER BY trace.filed_at DESC
            LIMIT 1
            """
    }
}
