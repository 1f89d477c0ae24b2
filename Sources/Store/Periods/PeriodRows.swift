internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Closed periods as rows.
enum PeriodRows {
    typealias Columns = (String, UUID, Int, Instant, String, Data, String, Data, Data)

    static let query: SQL = """
        SELECT name, id, position, closed_at, closed_by, figures, key_id, public_key, signature
        FROM closed_period
        """

    static func closed(_ row: Columns) throws -> ClosedPeriod {
        guard let period = ReportingPeriod(row.0), let person = PrincipalName(row.4),
            let figures = PeriodFigures(text: String(decoding: row.5, as: UTF8.self))
        else { throw StoreError.fault("closed period \(row.0)") }
        return ClosedPeriod(
            period: period,
            id: row.1,
            position: row.2,
            closedAt: row.3,
            closedBy: person,
            figures: figures,
            keyID: row.6,
            publicKey: row.7,
            signature: row.8
        )
    }

    static func insert(_ closed: ClosedPeriod) -> SQL {
        """
        INSERT INTO closed_period (
            name, id, from_day, to_day, position, closed_at, closed_by, figures, key_id, public_key, signature
        )
        VALUES (
            \(closed.period.name), \(closed.id), \(closed.period.period.from.description)::text::date,
            \(closed.period.period.to.description)::text::date, \(closed.position), \(closed.closedAt), \(closed.closedBy.text),
            \(Data(closed.figures.text.utf8)), \(closed.keyID), \(closed.publicKey), \(closed.signature)
        )
        ON CONFLICT (name) DO NOTHING
        """
    }
}
