internal import Domain
internal import FoundationEssentials
internal import Postgres

/// The words beside a report's history, in `report_event_text`. A session has to name the report first.
enum TextRows {
    typealias Columns = (Int, String, String)

    /// Lets the transaction's later statements see the private rows of a report.
    static func naming(_ report: UUID) -> SQL {
        "SELECT set_config('app.report_id', \(report.uuidString.lowercased()), true)"
    }

    /// The same for the words and contacts of several reports.
    static func naming(_ reports: [UUID]) -> SQL { naming(reports: "\(reports)") }

    /// The same of their ids as an array in SQL.
    static func naming(reports: SQL) -> SQL {
        "SELECT set_config('app.report_ids', array_to_string(\(reports), ','), true)"
    }

    /// All of a report's, by entry.
    static func query(of report: UUID) -> SQL {
        """
        SELECT seq, role, text
        FROM report_event_text
        WHERE report_id = \(report)
        ORDER BY seq, role
        """
    }

    /// What the query returned, by entry.
    static func texts(_ rows: Rows) throws -> [Int: [ActionText]] {
        var texts: [Int: [ActionText]] = [:]
        for (seq, role, text) in try rows.decode(Columns.self) {
            guard let role = ActionText.Role(rawValue: role) else { throw StoreError.fault("role of a text") }
            texts[seq, default: []].append(ActionText(role: role, text: text))
        }
        return texts
    }

    static func insert(_ texts: [ActionText], beside seq: Int, of report: UUID) -> SQL {
        """
        INSERT INTO report_event_text (report_id, seq, role, text, public_text)
        SELECT \(report), \(seq), said.role, said.text, said.public_text
        FROM unnest(\(texts.map(\.role.rawValue))::text[], \(texts.map(\.text))::text[], \(texts.map(\.publicText))::text[])
            AS said (role, text, public_text)
        """
    }

    /// Who of staff made which entries of a report.
    static func staffQuery(of report: UUID) -> SQL {
        """
        SELECT seq, name
        FROM report_event_staff
        WHERE report_id = \(report)
        """
    }

    /// What the query returned, by entry.
    static func staff(_ rows: Rows) throws -> [Int: String] {
        Dictionary(try rows.decode((Int, String).self).map { ($0.0, $0.1) }) { first, _ in first }
    }

    static func insert(_ name: String, for entries: [Int], of report: UUID) -> SQL {
        """
        INSERT INTO report_event_staff (report_id, seq, name)
        SELECT \(report), made.seq, \(name)
        FROM unnest(\(entries)::integer[]) AS made (seq)
        """
    }

    /// What was said to a request is said to its granting.
    static func carry(from request: Int, to seq: Int, of report: UUID) -> SQL {
        """
        INSERT INTO report_event_text (report_id, seq, role, text, public_text)
        SELECT report_id, \(seq), role, text, public_text
        FROM report_event_text
        WHERE report_id = \(report)
            AND seq = \(request)
        """
    }
}
