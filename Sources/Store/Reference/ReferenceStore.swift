internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Writes the reference tables. Acts as the owner of the schema.
package struct ReferenceStore: Sendable {
    private let pool: ConnectionPool

    package init(_ owner: DatabasePool) {
        pool = owner.pool
    }

    /// Writes what differs, in one transaction: repeating a load changes nothing. Rows that the data no longer mention stay.
    package func load(_ data: ReferenceData) async throws(StoreError) -> ReferenceChanges {
        try await storing {
            try await pool.withTransaction { connection in
                // Filings hold this lock shared while they write: none of them sees half a load.
                _ = try connection.query("SELECT pg_advisory_xact_lock(\(AdvisoryLock.routing))")
                var changes = ReferenceChanges()
                changes.units = try Self.write(data.units, on: connection)
                changes.successions = try Self.write(data.successions, on: connection)
                changes.agencies = try Self.write(data.agencies, on: connection)
                for category in data.categories where try Self.write(category, on: connection) { changes.categories += 1 }
                changes.rules = try Self.write(data.rules, on: connection)
                for calendar in data.calendars {
                    switch try CalendarLoading.load(calendar, on: connection) {
                    case .same: break
                    case .published: changes.calendars += 1
                    case .kept(let kept): changes.keptCalendars.append(kept)
                    }
                }
                for policy in data.policies {
                    switch try PolicyLoading.load(policy, on: connection) {
                    case .same: break
                    case .published: changes.policies += 1
                    case .kept(let kept): changes.keptPolicies.append(kept)
                    }
                }
                changes.trainingCases = try Self.write(data.trainingCases, on: connection)
                changes.refusals = try RefusalRows.write(data.refusals, on: connection)
                if !changes.isEmpty {
                    try connection.audit(
                        AuditRecord(.unnamed, .referenceLoaded, AuditObject(.reference, "sql/reference"), changes.details)
                    )
                }
                return changes
            }
        }
    }

    private static func write(_ rows: [ReferenceData.Unit], on connection: isolated Connection) throws -> Int {
        let units = rows.map(\.unit)
        return try connection.execute(
            """
            INSERT INTO unit (
                id, code, valid_from, valid_to, kind, name, full_name, name_en, full_name_en, search_key,
                district_code, district_name, area_km2, population, point, office_address
            )
            SELECT
                row.id, row.code, row.valid_from::date, row.valid_to::date, row.kind, row.name, row.full_name, row.name_en,
                row.full_name_en, row.search_key, row.district_code, row.district_name, row.area_km2, row.population,
                ST_SetSRID(ST_MakePoint(row.longitude, row.latitude), 4326), row.office_address
            FROM unnest(
                \(units.map(\.id)), \(units.map(\.code))::text[], \(units.map(\.validFrom.description))::text[], \(units.map(\.validTo?.description))::text[],
                \(units.map(\.kind.rawValue))::text[], \(units.map(\.name.vi))::text[], \(units.map(\.fullName.vi))::text[], \(units.map(\.name.en))::text[],
                \(units.map(\.fullName.en))::text[], \(rows.map(\.searchKey))::text[], \(rows.map(\.districtCode))::text[], \(rows.map(\.districtName))::text[],
                \(units.map(\.areaKm2)), \(units.map(\.population)), \(units.map(\.point?.longitude)),
                \(units.map(\.point?.latitude)), \(units.map(\.officeAddress))::text[]
            ) AS row (
                id, code, valid_from, valid_to, kind, name, full_name, name_en, full_name_en, search_key,
                district_code, district_name, area_km2, population, longitude, latitude, office_address
            )
            ON CONFLICT ON CONSTRAINT unit_code_key DO UPDATE
            SET
                valid_to = excluded.valid_to, kind = excluded.kind, name = excluded.name, full_name = excluded.full_name,
                name_en = excluded.name_en, full_name_en = excluded.full_name_en, search_key = excluded.search_key,
                district_code = excluded.district_code, district_name = excluded.district_name, area_km2 = excluded.area_km2,
                population = excluded.population, point = excluded.point, office_address = excluded.office_address
            WHERE
                (
                    unit.valid_to, unit.kind, unit.name, unit.full_name, unit.name_en, unit.full_name_en, unit.search_key,
                    unit.district_code, unit.district_name, unit.area_km2, unit.population, unit.office_address,
                    ST_AsBinary(unit.point)
                ) IS DISTINCT FROM (
                    excluded.valid_to, excluded.kind, excluded.name, excluded.full_name, excluded.name_en, excluded.full_name_en,
                    excluded.search_key, excluded.district_code, excluded.district_name, excluded.area_km2, excluded.population,
                    excluded.office_address, ST_AsBinary(excluded.point)
                )
            """
        )
    }

    private static func write(_ rows: [ReferenceData.Succession], on connection: isolated Connection) throws -> Int {
        try connection.execute(
            """
            INSERT INTO unit_succession (predecessor_id, successor_id, kind, certainty, legal_ref, clause)
            SELECT predecessor.id, successor.id, row.kind, row.certainty, row.legal_ref, row.clause
            FROM unnest(
                \(rows.map(\.predecessor))::text[], \(rows.map(\.successor))::text[], \(rows.map(\.on.description))::text[], \(rows.map(\.kind))::text[],
                \(rows.map(\.certainty))::text[], \(rows.map(\.legalRef))::text[], \(rows.map(\.clause))
            ) AS row (predecessor, successor, on_date, kind, certainty, legal_ref, clause)
            JOIN unit AS predecessor ON predecessor.code = row.predecessor AND predecessor.valid_to = row.on_date::date
            JOIN unit AS successor ON successor.code = row.successor AND successor.valid_from = row.on_date::date
            ON CONFLICT (predecessor_id, successor_id) DO UPDATE
            SET kind = excluded.kind, certainty = excluded.certainty, legal_ref = excluded.legal_ref, clause = excluded.clause
            WHERE
                (unit_succession.kind, unit_succession.certainty, unit_succession.legal_ref, unit_succession.clause)
                IS DISTINCT FROM (excluded.kind, excluded.certainty, excluded.legal_ref, excluded.clause)
            """
        )
    }

    private static func write(_ rows: [ReferenceData.Agency], on connection: isolated Connection) throws -> Int {
        try connection.execute(
            """
            INSERT INTO agency (id, code, kind, name, name_en, short_name, unit_id)
            SELECT row.id, row.code, row.kind, row.name, row.name_en, row.short_name, unit.id
            FROM unnest(
                \(rows.map(\.id)), \(rows.map(\.code))::text[], \(rows.map(\.kind.rawValue))::text[], \(rows.map(\.name.vi))::text[],
                \(rows.map(\.name.en))::text[], \(rows.map(\.shortName))::text[], \(rows.map(\.unit?.code))::text[],
                \(rows.map(\.unit?.validFrom.description))::text[]
            ) AS row (id, code, kind, name, name_en, short_name, unit_code, unit_since)
            LEFT JOIN unit ON unit.code = row.unit_code AND unit.valid_from = row.unit_since::date
            ON CONFLICT ON CONSTRAINT agency_code_key DO UPDATE
            SET name = excluded.name, name_en = excluded.name_en, short_name = excluded.short_name
            WHERE
                (agency.name, agency.name_en, agency.short_name)
                IS DISTINCT FROM (excluded.name, excluded.name_en, excluded.short_name)
            """
        )
    }

    private static func write(_ rows: [ReferenceData.Rule], on connection: isolated Connection) throws -> Int {
        try connection.execute(
            """
            INSERT INTO routing_rule (id, category_id, agency_id, unit_desk, status, note)
            SELECT
                row.id, category.id, agency.id, row.unit_desk,
                -- Where a rule was activated here, a shipped one only proposes.
                CASE
                    WHEN EXISTS (
                        SELECT FROM routing_rule AS known
                        WHERE known.category_id = category.id
                            AND known.unit_id IS NULL
                            AND known.status = 'active'
                    ) THEN 'proposed'
                    ELSE row.status
                END,
                row.note
            FROM unnest(
                \(rows.map(\.id)), \(rows.map(\.category))::text[], \(rows.map(\.agency))::text[], \(rows.map(\.unitDesk))::text[],
                \(rows.map(\.status))::text[], \(rows.map(\.note))::text[]
            ) AS row (id, category, agency, unit_desk, status, note)
            JOIN category ON category.code = row.category
            LEFT JOIN agency ON agency.code = row.agency
            ON CONFLICT ON CONSTRAINT routing_rule_target_key DO NOTHING
            """
        )
    }

    /// A case that is not mentioned any more is not offered any more.
    private static func write(_ rows: [TrainingCaseRecord], on connection: isolated Connection) throws -> Int {
        let contents = try rows.map { JSONB(text: try $0.text()) }
        let written = try connection.execute(
            """
            INSERT INTO training_case AS known (code, position, content)
            SELECT row.code, row.position, row.content
            FROM unnest(
                \(rows.map(\.code))::text[], \(Array(rows.indices))::integer[], \(contents)
            ) AS row (code, position, content)
            ON CONFLICT (code) DO UPDATE
            SET position = excluded.position, content = excluded.content
            WHERE (known.position, known.content) IS DISTINCT FROM (excluded.position, excluded.content)
            """
        )
        return try written
            + connection.execute(
                """
                UPDATE training_case
                SET position = NULL
                WHERE position IS NOT NULL
                    AND code <> ALL (\(rows.map(\.code))::text[])
                """
            )
    }

    /// A changed entry becomes a new version; reports keep the one they were filed under.
    private static func write(_ row: ReferenceData.Category, on connection: isolated Connection) throws -> Bool {
        let version = try connection.query(
            """
            INSERT INTO category AS known (id, code, parent_id, position, version, reference_hash)
            SELECT \(row.id), \(row.code), (SELECT parent.id FROM category AS parent WHERE parent.code = \(row.parent)), \(row.position), 1, \(row.digest)
            ON CONFLICT ON CONSTRAINT category_code_key DO UPDATE
            SET position = excluded.position, version = known.version + 1, reference_hash = excluded.reference_hash
            WHERE known.reference_hash <> excluded.reference_hash
            RETURNING known.id, known.version
            """,
            as: (UUID, Int).self
        ).first
        guard let (id, number) = version else { return false }
        _ = try connection.execute(
            """
            INSERT INTO category_version (
                category_id, version, valid_from, name_vi, name_en, severity, sensitivity, evidence_required, legal_basis,
                emergency, also_agencies, attributes
            )
            VALUES (
                \(id), \(number), instant_now(), \(row.name.vi), \(row.name.en), \(row.treatment?.severity.rawValue),
                \(row.treatment?.sensitivity.rawValue), \(row.evidenceRequired), \(row.legalBasis), \(row.emergency),
                \(row.alsoAgencies), \(JSONB(text: row.attributesJSON))
            )
            """
        )
        return true
    }
}

extension ReferenceChanges {
    /// What the audit tells of them.
    fileprivate var details: [String: AuditRecord.Detail] {
        [
            "units": .number(units), "successions": .number(successions), "agencies": .number(agencies), "categories": .number(categories),
            "rules": .number(rules), "calendars": .number(calendars), "policies": .number(policies),
            "training_cases": .number(trainingCases), "refusals": .number(refusals),
        ]
    }
}
