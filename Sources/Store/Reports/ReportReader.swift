package import Domain
package import FoundationEssentials
internal import Postgres

/// What is needed to check who asks for a report.
package struct ReportKey: Sendable {
    package let id: UUID
    package let trackingKeyID: String
}

/// Reads reports: for the public through the views of the public role, for a reporter through the service's own.
package struct ReportReader: Sendable {
    private let publicPool: ConnectionPool
    private let servicePool: ConnectionPool

    package init(publicRead: DatabasePool, service: DatabasePool) {
        publicPool = publicRead.pool
        servicePool = service.pool
    }

    /// Which report a code names.
    package func key(_ code: ReportCode) async throws(StoreError) -> ReportKey? {
        try await reading {
            try await servicePool.query(
                "SELECT id, tracking_key_id FROM report WHERE code = \(code.description) AND \(SQL.isCounted)",
                as: (UUID, String).self
            ).first.map { ReportKey(id: $0.0, trackingKeyID: $0.1) }
        }
    }

    /// The same where it is a citizen's: filed while they were signed in, or with a phone that is theirs, by its digests.
    package func key(_ code: ReportCode, of citizen: UUID, phones: [Data]) async throws(StoreError) -> ReportKey? {
        try await reading {
            try await servicePool.withConnection { connection in
                try connection.pipeline([
                    "SELECT set_config('app.citizen_id', \(citizen.uuidString.lowercased()), true), set_config('app.phone_lookups', \(phones)::text, true)",
                    """
                    SELECT report.id, report.tracking_key_id
                    FROM report
                    JOIN report_private AS private ON private.report_id = report.id
                    WHERE report.code = \(code.description)
                        AND (private.citizen_id = \(citizen) OR private.phone_lookup = ANY (\(phones)))
                        AND \(SQL.isCounted)
                    """,
                ])[1].first((UUID, String).self).map { ReportKey(id: $0.0, trackingKeyID: $0.1) }
            }
        }
    }

    /// What anybody may see; nil also for reports that are never listed.
    package func publicView(_ code: ReportCode, catalog: ReferenceCatalog) async throws(StoreError) -> ReportView? {
        try await reading {
            let row = try await publicPool.withConnection { connection in
                try connection.query(
                    Self.view(for: .anybody, "report.code = \(code.description)")
                ).first(ViewRow.init)
            }
            return try row?.view(own: nil, catalog: catalog)
        }
    }

    /// What the reporter may see, who has shown the report's token, with the contact data as they are kept.
    package func ownView(_ id: UUID, catalog: ReferenceCatalog) async throws(StoreError) -> (view: ReportView, contact: SealedContact)? {
        try await reading {
            let rows = try await servicePool.withConnection { connection in
                let answers = try connection.pipeline([
                    "SELECT set_config('app.report_id', \(id.uuidString.lowercased()), true)",
                    Self.view(for: .reporter, "report.id = \(id)"),
                    Self.own(id),
                ])
                return (
                    view: try answers[1].first(ViewRow.init),
                    own: try answers[2].first(OwnRow.Columns.self).map(OwnRow.init)
                )
            }
            guard let view = rows.view, let own = rows.own else { return nil }
            return (try view.view(own: own, catalog: catalog), try own.contact())
        }
    }

    /// The public history of a listed report, oldest first; empty when there is no such report.
    package func publicTimeline(_ code: ReportCode, catalog: ReferenceCatalog) async throws(StoreError) -> ReportTimeline {
        try await reading {
            let rows = try await publicPool.query(Self.publicTimelineQuery(code.description), as: TimelineRow.Columns.self)
            return try ReportTimeline(rows.map(TimelineRow.init), texts: [:], catalog)
        }
    }

    /// The history its reporter may see; of a duplicate with what the desk does about its original, where that is one that may be known.
    package func ownTimeline(_ id: UUID, catalog: ReferenceCatalog) async throws(StoreError) -> ReportTimeline {
        try await reading {
            try await servicePool.withConnection { connection in
                try OwnTimeline.read(try connection.pipeline(OwnTimeline.statements(of: id)), catalog)
            }
        }
    }

    /// What a filing was answered with, told again from its first events.
    package func receipt(_ id: UUID, catalog: ReferenceCatalog) async throws(StoreError) -> ReportReceipt? {
        try await reading {
            try await servicePool.query(
                Self.receiptQuery(id),
                as: ReceiptRow.Columns.self
            ).first.map { try ReceiptRow($0).receipt(catalog) }
        }
    }

    static func publicTimelineQuery(_ code: String) -> SQL {
        let report: SQL = "(SELECT id FROM found)"
        return """
            WITH found AS MATERIALIZED (SELECT id, version FROM public_report WHERE code = \(code))
            SELECT
                event.seq, event.at, event.type, event.actor_kind, event.actor_agency_id, event.agency_id, event.clock, event.occurred_at,
                event.refusal, event.photographed_at, event.undone, shown.files, named.documents, event.granted_s, NULL::text,
                answer.text, NULL::text, (SELECT version FROM found)
            FROM public_report_event AS event
            LEFT JOIN (\(AttachmentRows.shownByEntry(for: .anybody, of: report))) AS shown ON shown.seq = event.seq
            LEFT JOIN (\(ActionFileRows.documentsByEntry(for: .anybody, of: report))) AS named ON named.seq = event.seq
            LEFT JOIN (
                SELECT said.seq, string_agg(said.public_text, E'\\n\\n' ORDER BY said.role) AS text
                FROM public_act_text AS said
                WHERE said.report_id = \(report)
                GROUP BY said.seq
            ) AS answer ON answer.seq = event.seq
            WHERE event.report_id = \(report)
            ORDER BY event.seq
            """
    }

    static func receiptQuery(_ id: UUID) -> SQL {
        """
        SELECT
            report.id, report.code, filed.at, report.tracking_key_id, filed.data::text, routed.data::text,
            version.id, version.title, version.approximate,
            policy.name_vi, policy.name_en, policy.version, policy.legal_basis, policy.confirmed, said.emergency, category.code,
            said.name_vi, said.name_en, original.code
        FROM report
        JOIN report_event AS filed ON filed.report_id = report.id AND filed.seq = 1
        JOIN report_event AS routed ON routed.report_id = report.id AND routed.seq = 2
        JOIN sla_policy AS policy ON policy.id = (filed.data ->> 'policy')::uuid
        JOIN category_version AS said
            ON said.category_id = (filed.data ->> 'category')::uuid
            AND said.version = (filed.data ->> 'categoryVersion')::integer
        JOIN category ON category.id = said.category_id
        LEFT JOIN boundary_version AS version ON version.id = (routed.data ->> 'boundaryVersion')::uuid
        LEFT JOIN report AS original ON original.id = report.possible_duplicate_of
        WHERE report.id = \(id)
        """
    }

    /// The limits of one keep the joins inside the views' barriers, where indexes serve them.
    static func view(for reader: ViewReader, _ condition: SQL) -> SQL {
        """
        SELECT
            \(ReportColumns.list(for: reader)), \(ClockColumns.list("acknowledge")), \(ClockColumns.list("resolve")),
            \(fragment: reader.original), original.status, original.\(fragment: reader.version), \(AttachmentRows.listed(for: reader)),
            report.followers + coalesce(
                (SELECT sum(copy.followers) FROM \(fragment: reader.reports) AS copy WHERE copy.duplicate_of = report.id), 0
            ), \(fragment: reader.flags)
        FROM \(fragment: reader.reports) AS report
        LEFT JOIN LATERAL (
            SELECT other.*
            FROM \(fragment: reader.reports) AS other
            WHERE other.id = report.duplicate_of
            LIMIT 1
        ) AS original ON true
        JOIN LATERAL (
            SELECT clock.*
            FROM \(fragment: reader.clocks) AS clock
            WHERE clock.report_id = report.id
                AND clock.clock = 'acknowledge'
            ORDER BY clock.cycle DESC
            LIMIT 1
        ) AS acknowledge ON true
        JOIN LATERAL (
            SELECT clock.*
            FROM \(fragment: reader.clocks) AS clock
            WHERE clock.report_id = report.id
                AND clock.clock = 'resolve'
            ORDER BY clock.cycle DESC
            LIMIT 1
        ) AS resolve ON true
        WHERE \(condition)
        """
    }

    /// What was found when a report was routed last: when it was filed, or corrected by its reporter.
    static func lastRouting(_ report: SQL) -> SQL {
        """
        SELECT data
        FROM report_event AS last
        WHERE report_id = \(report)
            AND type = 'routed'
            AND NOT EXISTS (
                SELECT
                FROM report_event AS later
                WHERE later.report_id = last.report_id
                    AND later.type = 'undone'
                    AND (later.data ->> 'undone')::integer = last.seq
            )
        ORDER BY seq DESC
        LIMIT 1
        """
    }

    static func own(_ id: UUID) -> SQL {
        """
        SELECT
            content.description, content.address, content.occurred_at, content.attributes::text, ST_Y(private.point),
            ST_X(private.point), private.accuracy_m, routed.data::text, private.key_id, private.data_key, private.reporter_kind,
            private.show_name_to, private.name_sealed, private.phone_sealed, private.phone_lookup, private.email_sealed,
            private.email_lookup, private.attributes_sealed, private.lookup_key_id, report.source_id, report.channel,
            content.redactions::text
        FROM report_content AS content
        JOIN report_private AS private ON private.report_id = content.report_id
        JOIN report ON report.id = content.report_id
        CROSS JOIN LATERAL (\(lastRouting("content.report_id"))) AS routed
        WHERE content.report_id = \(id)
        """
    }
}
