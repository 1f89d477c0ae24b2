package import Domain
package import FoundationEssentials
internal import Postgres

/// What is set of a desk, as it is then.
package struct DeskSettings: Sendable {
    package let duty: DutyContact
    package let version: Int
}

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

    /// Says whom to call at a desk that has one of these versions, 0 before the first, and whether a leader approves its answers; what is nil
    /// stays.
    package func changeDesk(
        _ agency: UUID,
        duty: DutyContact?,
        needsApproval: Bool?,
        expecting versions: Set<Int>,
        by editor: Editor
    ) async throws(StoreError) -> AccountOutcome<DeskSettings> {
        try await writing { connection in
            try connection.permit(.runDesk, on: .desk(agency), to: editor)
            let version = try connection.query("SELECT version FROM agency_duty WHERE agency_id = \(agency)", as: Int.self).first ?? 0
            guard versions.contains(version) else { return .outdated }
            let row = try connection.query(
                """
                INSERT INTO agency_duty (agency_id, phone, email, note, changed_by, changed_at)
                VALUES (
                    \(agency), \(duty?.phone?.e164), \(duty?.email?.address), \(duty?.note), \(editor.name.text), \(SQL.securityNow)
                )
                ON CONFLICT (agency_id) DO UPDATE
                SET
                    phone = CASE WHEN \(duty != nil) THEN excluded.phone ELSE agency_duty.phone END,
                    email = CASE WHEN \(duty != nil) THEN excluded.email ELSE agency_duty.email END,
                    note = CASE WHEN \(duty != nil) THEN excluded.note ELSE agency_duty.note END,
                    version = agency_duty.version + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at
                RETURNING phone, email, note, version
                """,
                as: (String?, String?, String?, Int).self
            ).first
            guard let row else { throw StoreError.fault("duty contact") }
            if let needsApproval {
                try connection.execute(
                    "UPDATE agency SET needs_approval = \(needsApproval) WHERE id = \(agency) AND needs_approval <> \(needsApproval)"
                )
            }
            let details = needsApproval.map { ["needs_approval": AuditRecord.Detail.code($0 ? "true" : "false")] } ?? [:]
            try connection.audit(AuditRecord(editor.auditActor, .dutyChanged, AuditObject(.agency, agency), details))
            return .done(DeskSettings(duty: DutyContact(row.0, row.1, row.2), version: row.3))
        }
    }
}

extension DutyContact {
    fileprivate init(_ phone: String?, _ email: String?, _ note: String?) {
        self.init(phone: phone.flatMap { try? PhoneNumber($0) }, email: email.flatMap { try? EmailAddress($0) }, note: note)
    }
}
