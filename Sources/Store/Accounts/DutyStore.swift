package import Domain
package import FoundationEssentials
internal import Postgres

extension AccountStore {
    /// Whom to call, by desk, with the version of each.
    package func duties() async throws(StoreError) -> [UUID: (contact: DutyContact, version: Int)] {
        try await reading {
            let rows = try await pool.query(
                "SELECT agency_id, phone, email, note, version FROM agency_duty",
                as: (UUID, String?, String?, String?, Int).self
            )
            return Dictionary(uniqueKeysWithValues: rows.map { ($0.0, (contact: DutyContact($0.1, $0.2, $0.3), version: $0.4)) })
        }
    }

    /// Says whom to call at a desk whose contact has one of these versions; 0 before the first.
    package func changeDuty(
        of agency: UUID,
        to contact: DutyContact,
        expecting versions: Set<Int>,
        by editor: Editor
    ) async throws(StoreError) -> AccountOutcome<Int> {
        try await writing { connection in
            try connection.permit(.runDesk, on: .desk(agency), to: editor)
            let version = try connection.query("SELECT version FROM agency_duty WHERE agency_id = \(agency)", as: Int.self).first ?? 0
            guard versions.contains(version) else { return .outdated }
            try connection.execute(
                """
                INSERT INTO agency_duty (agency_id, phone, email, note, changed_by, changed_at)
                VALUES (
                    \(agency), \(contact.phone?.e164), \(contact.email?.address), \(contact.note), \(editor.name.text), \(SQL.securityNow)
                )
                ON CONFLICT (agency_id) DO UPDATE
                SET
                    phone = excluded.phone, email = excluded.email, note = excluded.note, version = agency_duty.version + 1,
                    changed_by = excluded.changed_by, changed_at = excluded.changed_at
                """
            )
            try connection.audit(AuditRecord(editor.auditActor, .dutyChanged, AuditObject(.agency, agency)))
            return .done(version + 1)
        }
    }
}

extension DutyContact {
    fileprivate init(_ phone: String?, _ email: String?, _ note: String?) {
        self.init(phone: phone.flatMap { try? PhoneNumber($0) }, email: email.flatMap { try? EmailAddress($0) }, note: note)
    }
}
