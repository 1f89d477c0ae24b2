internal import Domain
internal import FoundationEssentials
internal import JSON
internal import Postgres

/// The one statement that files a report.
struct FilingInsert {
    let statement: SQL
    /// To be run before it, in the same transaction.
    let naming: [SQL]
    let report: UUID

    /// How a report came to be.
    private struct Origin {
        /// A row with the report's id as `report_id`, or none.
        let claim: SQL
        var client: UUID?
        let source: String
        var traces: [FilingTrace] = []
        /// The code of the case, of a report for practice.
        var practising: String?
    }

    /// For whoever files it: once for each key.
    init(_ entry: FilingEntry, _ request: FilingRequest) {
        let key = request.key
        let claim: SQL = """
            INSERT INTO idempotency_key AS known (client_id, route, key, fingerprint, report_id, created_at)
            SELECT \(key.client), \(key.route), \(key.key), \(key.fingerprint), \(entry.plan.id), \(entry.plan.receivedAt)
            FROM current
            WHERE current.holds
                \(Self.hasAll(entry.plan.draft.attachments))
            ON CONFLICT ON CONSTRAINT idempotency_key_key DO UPDATE
            SET fingerprint = excluded.fingerprint, report_id = excluded.report_id, created_at = excluded.created_at
            WHERE known.created_at <= excluded.created_at - interval '7 days'
            RETURNING report_id
            """
        self.init(entry, from: Origin(claim: claim, client: key.client, source: "public", traces: request.traces))
    }

    /// For practice: nobody files it, and it is like nothing that was filed.
    init(_ entry: FilingEntry, practising code: String) {
        let claim: SQL = "SELECT \(entry.plan.id) AS report_id FROM current WHERE current.holds"
        self.init(entry, from: Origin(claim: claim, source: "training", practising: code))
    }

    private init(_ entry: FilingEntry, from origin: Origin) {
        let plan = entry.plan
        let contact = entry.contact
        let draft = plan.draft
        let routing = plan.routing
        let version = routing.boundaryVersion?.id
        let shown = PlaceRows.publicPoint(PlaceRows.point(draft.pin), routing, draft.treatment.sensitivity, in: "\(routing.unit?.id)")
        report = plan.id
        let clocks = entry.clocks
        let deadline = plan.clocks.nextDeadline
        let attachments = draft.attachments
        naming = attachments.isEmpty ? [] : [AttachmentRows.naming(attachments)]
        let filed = JSONB(text: JSONWriter.text(FiledRecord(plan)))
        let routed = JSONB(text: JSONWriter.text(RoutedRecord(routing)))
        statement = """
            WITH current AS (
                SELECT
                    EXISTS (SELECT FROM reference_state WHERE epoch = \(entry.epoch))
                    AND (\(version) IS NULL OR EXISTS (SELECT FROM boundary_version WHERE id = \(version) AND status = 'active')) AS holds
            ),
            \(Self.attachable(attachments, at: plan.receivedAt))
            claimed AS (
                \(origin.claim)
            ),
            filed AS (
                INSERT INTO report (
                    id, code, version, public_version, status, created_at, updated_at, public_updated_at, last_seq, category_id,
                    category_version, severity, sensitivity,
                    unit_id, agency_id, stands_in_for, boundary_version_id, routing_method, routing_confidence, public_point,
                    publication, client_id, channel, source, source_id, assurance, possible_duplicate_of, tracking_key_id, due_at,
                    breach_at, is_training, training_case
                )
                SELECT
                    claimed.report_id, \(plan.code.description), 1, 1, 'submitted', \(plan.receivedAt), \(plan.receivedAt),
                    \(plan.receivedAt), 2,
                    \(draft.category.id), \(draft.category.version), \(draft.treatment.severity.rawValue),
                    \(draft.treatment.sensitivity.rawValue), \(routing.unit?.id), \(routing.agency.id), \(routing.standsInFor?.id),
                    \(version),
                    \(routing.method.rawValue), \(routing.confidence.rawValue), \(shown), 'pending',
                    \(origin.client), \(draft.channel.rawValue), \(origin.source), \(draft.externalID), \(entry.assurance.rawValue),
                    \(entry.likelyOriginal?.id), \(entry.trackingKeyID),
                    coalesce(\(deadline?.due), 'infinity'), coalesce(\(deadline?.breach), 'infinity'),
                    \(origin.practising != nil), \(origin.practising)
                FROM claimed
                RETURNING id
            ),
            content AS (
                INSERT INTO report_content (report_id, description, address, occurred_at, attributes)
                SELECT
                    filed.id, \(draft.description), \(draft.address), \(draft.occurredAt),
                    \(JSONB(text: AttributeJSON.text(draft.attributes)))
                FROM filed
            ),
            private AS (
                INSERT INTO report_private (
                    report_id, point, accuracy_m, key_id, data_key, reporter_kind, show_name_to, name_sealed, phone_sealed,
                    phone_lookup, email_sealed, email_lookup, attributes_sealed, lookup_key_id, asserted_user,
                    citizen_id
                )
                SELECT
                    filed.id, \(PlaceRows.point(draft.pin)), \(draft.accuracyM), \(contact.keyID), \(contact.dataKey),
                    \(contact.kind?.rawValue), \(contact.showNameTo.rawValue), \(contact.name), \(contact.phone), \(contact.phoneLookup),
                    \(contact.email), \(contact.emailLookup), \(contact.attributes), \(contact.lookupKeyID),
                    \(entry.assertedUser), \(Self.present(entry.citizen))
                FROM filed
            ),
            history AS (
                INSERT INTO report_event (report_id, seq, at, type, actor_kind, agency_id, is_public, data)
                SELECT filed.id, event.seq, \(plan.receivedAt), event.type, event.actor, \(routing.agency.id), true, event.data
                FROM filed
                CROSS JOIN (
                    VALUES (1, 'filed', 'citizen', \(filed)), (2, 'routed', 'system', \(routed))
                ) AS event (seq, type, actor, data)
            ),
            traces AS (
                INSERT INTO filing_trace (key, filed_at, report_id, kind, category, place)
                SELECT
                    trace.key, \(plan.receivedAt), filed.id, trace.kind, \(draft.category.code),
                    CASE WHEN trace.names_reporter THEN \(PlaceRows.point(draft.pin)) END
                FROM filed
                CROSS JOIN unnest(
                    \(origin.traces.map(\.key)), \(origin.traces.map(\.kind.rawValue))::text[], \(origin.traces.map(\.namesReporter))
                ) AS trace (key, kind, names_reporter)
            ),
            clocks AS (
                INSERT INTO sla_clock (
                    report_id, cycle, clock, handler_id, state, policy_id, calendar_code, calendar_version, target_s, used_s, started_at,
                    counts_from, due_at, breach_at, projected_due_at, fire_at
                )
                SELECT
                    filed.id, 1, clock.name, clock.handler_id, clock.state, \(plan.policy.id), \(plan.policy.calendarKey),
                    \(plan.calendarVersion), clock.target_s, 0, clock.started_at, clock.counts_from, clock.due_at, clock.breach_at,
                    clock.projected_due_at, clock.fire_at
                FROM filed
                CROSS JOIN unnest(
                    \(clocks.map(\.key.kind.name))::text[], \(clocks.map(\.key.kind.handler)), \(clocks.map(\.state.rawValue))::text[],
                    \(clocks.map(\.target)), \(clocks.map(\.started)), \(clocks.map(\.countsFrom)), \(clocks.map(\.due)),
                    \(clocks.map(\.breach)), \(clocks.map(\.projectedDue)), \(clocks.map(\.fire))
                ) AS clock (
                    name, handler_id, state, target_s, started_at, counts_from, due_at, breach_at, projected_due_at, fire_at
                )
            )
            \(Self.claim(attachments, at: plan.receivedAt))
            SELECT current.holds, EXISTS (SELECT FROM filed)
            FROM current
            """
    }

    // MARK: Attachments

    /// Those there are, locked: whoever claims one of them at the same time waits, and then finds it claimed.
    private static func attachable(_ ids: [UUID], at now: Instant) -> SQL {
        guard !ids.isEmpty else { return "" }
        return """
            attachable AS MATERIALIZED (
                SELECT id
                \(AttachmentRows.attachable(ids, at: "\(now)::timestamptz"))
                ORDER BY id
                FOR UPDATE
            ),
            """
    }

    private static func hasAll(_ ids: [UUID]) -> SQL {
        guard !ids.isEmpty else { return "" }
        return "AND (SELECT count(*) FROM attachable) = \(ids.count)"
    }

    /// Claims them for the report, in the order given.
    private static func claim(_ ids: [UUID], at now: Instant) -> SQL {
        guard !ids.isEmpty else { return "" }
        return """
            , attachments AS (
                UPDATE attachment
                SET
                    state = 'claimed', claimed_at = greatest(attachment.uploaded_at, \(now)), used_as = 'report', report_id = filed.id,
                    position = given.position
                FROM filed
                CROSS JOIN unnest(\(ids)) WITH ORDINALITY AS given (id, position)
                WHERE attachment.id = given.id
            )
            """
    }

    /// A citizen who is kept in place until the report is filed, or nobody where they are being erased.
    private static func present(_ citizen: UUID?) -> SQL {
        "(SELECT id FROM citizen WHERE id = \(citizen) FOR KEY SHARE)"
    }
}
