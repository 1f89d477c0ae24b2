internal import Domain
internal import Postgres

/// What people are told of refusals, in `refusal_reason`.
enum RefusalRows {
    private typealias Columns = (String, String, String, String, String, String?, String?, String?, String?, String?)

    static func read(on connection: isolated Connection) throws -> [RefusalReason] {
        try connection.query(
            """
            SELECT
                code, name_vi, name_en, explanation_vi, explanation_en, legal_basis, guidance_vi, guidance_en, guidance_url, guidance_phone
            FROM refusal_reason
            """,
            as: Columns.self
        ).compactMap(reason)
    }

    /// A code of a later version says nothing here.
    private static func reason(_ row: Columns) -> RefusalReason? {
        guard let code = RefusalCode(rawValue: row.0) else { return nil }
        var guidance: RefusalReason.Guidance?
        if let vi = row.6, let en = row.7 {
            guidance = RefusalReason.Guidance(title: BilingualText(vi: vi, en: en), url: row.8, phone: row.9)
        }
        return RefusalReason(
            code: code,
            name: BilingualText(vi: row.1, en: row.2),
            explanation: BilingualText(vi: row.3, en: row.4),
            legalBasis: row.5,
            guidance: guidance
        )
    }

    /// Writes what differs; how many rows that was.
    static func write(_ reasons: [RefusalReason], on connection: isolated Connection) throws -> Int {
        try connection.execute(
            """
            INSERT INTO refusal_reason AS known (
                code, name_vi, name_en, explanation_vi, explanation_en, legal_basis, guidance_vi, guidance_en, guidance_url, guidance_phone
            )
            SELECT *
            FROM unnest(
                \(reasons.map(\.code.rawValue))::text[], \(reasons.map(\.name.vi))::text[], \(reasons.map(\.name.en))::text[],
                \(reasons.map(\.explanation.vi))::text[], \(reasons.map(\.explanation.en))::text[], \(reasons.map(\.legalBasis))::text[],
                \(reasons.map(\.guidance?.title.vi))::text[], \(reasons.map(\.guidance?.title.en))::text[],
                \(reasons.map(\.guidance?.url))::text[], \(reasons.map(\.guidance?.phone))::text[]
            )
            ON CONFLICT (code) DO UPDATE
            SET
                name_vi = excluded.name_vi, name_en = excluded.name_en, explanation_vi = excluded.explanation_vi,
                explanation_en = excluded.explanation_en, legal_basis = excluded.legal_basis, guidance_vi = excluded.guidance_vi,
                guidance_en = excluded.guidance_en, guidance_url = excluded.guidance_url, guidance_phone = excluded.guidance_phone
            WHERE known IS DISTINCT FROM excluded
            """
        )
    }
}
