package import Domain
package import FoundationEssentials
internal import Postgres

extension AccountStore {
    /// A desk's templates, by title; of one action if told.
    package func templates(of agency: UUID, for action: ReportAction?) async throws(StoreError) -> [AnswerTemplate] {
        try await reading {
            try await pool.withConnection { connection in
                try TemplateRows.templates(
                    "agency_id = \(agency) AND (\(action?.rawValue)::text IS NULL OR action = \(action?.rawValue))",
                    on: connection
                )
            }
        }
    }

    /// One template; nil if there is none.
    package func template(_ id: UUID) async throws(StoreError) -> AnswerTemplate? {
        try await reading { try await pool.withConnection { try TemplateRows.templates("id = \(id)", on: $0).first } }
    }

    /// Makes a template of a desk.
    package func makeTemplate(
        _ id: UUID,
        at agency: UUID,
        _ content: AnswerTemplate.Content,
        by editor: Editor
    ) async throws(StoreError) -> AccountOutcome<AnswerTemplate> {
        try await writing { connection in
            try connection.permit(.runDesk, on: .desk(agency), to: editor)
            let count = try connection.query("SELECT count(*) FROM answer_template WHERE agency_id = \(agency)", as: Int.self).first ?? 0
            guard count < AnswerTemplate.most else { return .refused(.tooManyTemplates) }
            try connection.execute(
                """
                INSERT INTO answer_template (id, agency_id, action, title, text, created_at)
                VALUES (\(id), \(agency), \(content.action.rawValue), \(content.title), \(content.text), \(SQL.securityNow))
                """
            )
            try connection.audit(AuditRecord(editor.auditActor, .templateMade, AuditObject(.template, id)))
            return .done(AnswerTemplate(id: id, agency: agency, content: content, version: 1))
        }
    }

    /// Changes a template that has one of these versions.
    package func changeTemplate(
        _ id: UUID,
        _ change: @escaping @Sendable (AnswerTemplate.Content) -> AnswerTemplate.Content,
        expecting versions: Set<Int>,
        by editor: Editor
    ) async throws(StoreError) -> AccountOutcome<AnswerTemplate> {
        try await writing { connection in
            guard let template = try Self.permitted(id, by: editor, on: connection) else { return .missing }
            guard versions.contains(template.version) else { return .outdated }
            let content = change(template.content)
            try connection.execute(
                """
                UPDATE answer_template
                SET action = \(content.action.rawValue), title = \(content.title), text = \(content.text), version = version + 1
                WHERE id = \(id)
                """
            )
            try connection.audit(AuditRecord(editor.auditActor, .templateChanged, AuditObject(.template, id)))
            return .done(AnswerTemplate(id: id, agency: template.agency, content: content, version: template.version + 1))
        }
    }

    /// Takes a template away that has one of these versions.
    package func dropTemplate(
        _ id: UUID,
        expecting versions: Set<Int>,
        by editor: Editor
    ) async throws(StoreError) -> AccountOutcome<AnswerTemplate> {
        try await writing { connection in
            guard let template = try Self.permitted(id, by: editor, on: connection) else { return .missing }
            guard versions.contains(template.version) else { return .outdated }
            try connection.execute("DELETE FROM answer_template WHERE id = \(id)")
            try connection.audit(AuditRecord(editor.auditActor, .templateDropped, AuditObject(.template, id)))
            return .done(template)
        }
    }

    /// The template, if the editor may change it; nil if there is none that they may know of.
    private static func permitted(_ id: UUID, by editor: Editor, on connection: isolated Connection) throws -> AnswerTemplate? {
        let principal = try connection.standing(of: editor)
        guard let template = try TemplateRows.templates("id = \(id)", on: connection).first else { return nil }
        guard let principal, !principal.can(.runDesk, on: .desk(template.agency)) else { return template }
        guard principal.knowsTeams(of: template.agency) else { return nil }
        throw StoreError.forbidden
    }
}

/// Templates as rows.
private enum TemplateRows {
    static func templates(_ condition: SQL, on connection: isolated Connection) throws -> [AnswerTemplate] {
        let rows = try connection.query(
            "SELECT id, agency_id, action, title, text, version FROM answer_template WHERE \(condition) ORDER BY title, id",
            as: (UUID, UUID, String, String, String, Int).self
        )
        return try rows.map { id, agency, action, title, text, version in
            guard let action = ReportAction(rawValue: action) else { throw StoreError.fault("action of template \(id)") }
            let content = AnswerTemplate.Content(kept: action, title: title, text: text)
            return AnswerTemplate(id: id, agency: agency, content: content, version: version)
        }
    }
}
