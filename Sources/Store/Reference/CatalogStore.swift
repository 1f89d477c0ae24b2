package import Domain
internal import FoundationEssentials
internal import Postgres

/// Reads the reference tables as one consistent catalogue.
package struct CatalogStore: Sendable {
    private let pool: ConnectionPool

    package init(_ pool: DatabasePool) {
        self.pool = pool.pool
    }

    /// The epoch of the tables as they stand.
    package func epoch() async throws(StoreError) -> Int {
        try await reading {
            try await pool.query("SELECT epoch FROM reference_state", as: Int.self).first ?? 0
        }
    }

    /// The catalogue; nil before reference data are loaded.
    package func load() async throws(StoreError) -> ReferenceCatalog? {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { try Self.read($0) }
        }
    }

    /// The catalogue as a transaction sees it.
    static func read(_ connection: isolated Connection) throws -> ReferenceCatalog? {
        let epoch = try connection.query("SELECT epoch FROM reference_state", as: Int.self).first ?? 0
        let agencies = try Self.agencies(connection)
        guard let routing = RoutingTable(agencies: agencies, rules: try Self.rules(connection)) else { return nil }
        let (categories, former) = try Self.categories(connection)
        let policies = try connection.query(PolicyRows.rows, as: PolicyRows.Columns.self).map(PolicyRows.version)
        let versions = try CalendarRows.newest(on: connection)
        let calendars = try versions.map { version in
            let calendar = try WorkingCalendar(expanding: version.definition)
            return PublishedCalendar(code: version.code, version: version.number, calendar: calendar)
        }
        return ReferenceCatalog(
            epoch: epoch,
            units: try Self.units(connection),
            agencies: agencies,
            categories: categories,
            formerCategories: former,
            categoryNames: try Self.categoryNames(connection),
            boundaryVersions: try connection.query(
                "SELECT id, title, approximate FROM boundary_version",
                as: (UUID, String, Bool).self
            ).map { BoundaryVersionSummary(id: $0.0, title: $0.1, isApproximate: $0.2) },
            routing: routing,
            policies: policies.filter { $0.retiredAt == nil }.map(\.policy),
            calendars: calendars,
            rules: try SLARules(
                policies: policies.map(\.policy),
                calendars: Dictionary(uniqueKeysWithValues: calendars.map { ($0.code, $0.calendar) }),
                overlays: versions.reduce(into: [:]) { $0.merge($1.overlaysByID) { first, _ in first } },
                unitOfAgency: agencies.reduce(into: [:]) { $0[$1.id] = $1.unitID }
            ),
            refusals: try RefusalRows.read(on: connection)
        )
    }

    private static func units(_ connection: isolated Connection) throws -> [AdministrativeUnit] {
        let rows = try connection.query(
            """
            SELECT
                id, code, kind, name, full_name, name_en, full_name_en, area_km2, population, ST_Y(point), ST_X(point), office_address,
                to_char(valid_from, 'YYYY-MM-DD'), to_char(valid_to, 'YYYY-MM-DD')
            FROM unit
            """,
            as: (UUID, String, String, String, String, String, String, Double?, Int?, Double?, Double?, String?, String, String?).self
        )
        return try rows.map { row in
            guard let kind = UnitKind(rawValue: row.2), let validFrom = CivilDate(row.12) else { throw StoreError.fault("unit \(row.1)") }
            return AdministrativeUnit(
                id: row.0,
                code: row.1,
                kind: kind,
                name: BilingualText(vi: row.3, en: row.5),
                fullName: BilingualText(vi: row.4, en: row.6),
                areaKm2: row.7,
                population: row.8,
                point: Pin(latitude: row.9, longitude: row.10),
                officeAddress: row.11,
                validFrom: validFrom,
                validTo: row.13.flatMap(CivilDate.init)
            )
        }
    }

    private static func agencies(_ connection: isolated Connection) throws -> [Agency] {
        try connection.query(
            "SELECT id, code, kind, name, name_en, unit_id, parent_id, staffed_since, needs_approval FROM agency",
            as: (UUID, String, String, String, String, UUID?, UUID?, Instant?, Bool).self
        )
        .compactMap { row in
            // A kind of a later version, whose instances already run beside this one.
            guard let kind = AgencyKind(rawValue: row.2) else { return nil }
            return Agency(
                id: row.0,
                code: row.1,
                kind: kind,
                name: BilingualText(vi: row.3, en: row.4),
                unitID: row.5,
                parentID: row.6,
                staffedSince: row.7,
                needsApproval: row.8
            )
        }
    }

    private static func rules(_ connection: isolated Connection) throws -> [RoutingRule] {
        let rows = try connection.query(
            "SELECT category_id, unit_id, agency_id, unit_desk FROM routing_rule WHERE status = 'active'",
            as: (UUID, UUID?, UUID?, String?).self
        )
        return try rows.map { row in
            let target = row.2.map { RoutingRule.Target.agency($0) } ?? row.3.flatMap(AgencyKind.init).map { .unitDesk($0) }
            guard let target else { throw StoreError.fault("routing rule") }
            return RoutingRule(categoryID: row.0, unitID: row.1, target: target)
        }
    }

    /// Those in force, and those that are no more.
    private static func categories(_ connection: isolated Connection) throws -> ([Category], [Category]) {
        let rows = try connection.query(
            """
            SELECT
                category.id, category.code, category.version, category.parent_id, category.position, said.name_vi, said.name_en,
                said.severity, said.sensitivity, said.evidence_required, said.legal_basis, said.emergency, said.attributes::text,
                category.retired_at IS NOT NULL
            FROM category
            JOIN category_version AS said ON said.category_id = category.id AND said.version = category.version
            LEFT JOIN category AS parent ON parent.id = category.parent_id
            ORDER BY coalesce(parent.position, category.position), category.parent_id NULLS FIRST, category.position
            """,
            as: (UUID, String, Int, UUID?, Int, String, String, String?, Int?, Bool, String?, [String], String, Bool).self
        )
        let read = try rows.map { row in
            guard let attributes = AttributeRecord.definitions(json: row.12) else { throw StoreError.fault("attributes of \(row.1)") }
            let category = Category(
                id: row.0,
                code: row.1,
                version: row.2,
                parentID: row.3,
                position: row.4,
                name: BilingualText(vi: row.5, en: row.6),
                treatment: treatment(row.7, row.8),
                evidenceRequired: row.9,
                legalBasis: row.10,
                emergencyNumbers: row.11,
                attributes: attributes
            )
            return (category: category, isFormer: row.13)
        }
        return (read.filter { !$0.isFormer }.map(\.category), read.filter(\.isFormer).map(\.category))
    }

    private static func categoryNames(_ connection: isolated Connection) throws -> [CategoryVersion: CategoryName] {
        try connection.query(
            """
            SELECT said.category_id, said.version, category.code, said.name_vi, said.name_en
            FROM category_version AS said
            JOIN category ON category.id = said.category_id
            """,
            as: (UUID, Int, String, String, String).self
        )
        .reduce(into: [:]) { names, row in
            names[CategoryVersion(category: row.0, version: row.1)] = CategoryName(code: row.2, name: BilingualText(vi: row.3, en: row.4))
        }
    }

    private static func treatment(_ severity: String?, _ sensitivity: Int?) -> Treatment? {
        guard let severity = severity.flatMap(Severity.init), let sensitivity = sensitivity.flatMap(Sensitivity.init) else { return nil }
        return Treatment(severity: severity, sensitivity: sensitivity)
    }
}
