package import FoundationEssentials
internal import Postgres

/// A row of `unit`, as far as tests care.
package struct TestUnit: Sendable {
    package var id: UUID
    package var code: String
    package var kind: String
    package var name: String
    package var fullName: String
    package var validFrom: String
    package var validTo: String?
    /// km²
    package var area: Double?
    package var longitude: Double?
    package var latitude: Double?

    /// A ward valid from 2025-07-01, named after its code.
    package init(
        id: UUID = UUID(),
        code: String,
        kind: String = "ward",
        name: String? = nil,
        fullName: String? = nil,
        validFrom: String = "2025-07-01",
        validTo: String? = nil,
        area: Double? = nil,
        longitude: Double? = nil,
        latitude: Double? = nil
    ) {
        self.id = id
        self.code = code
        self.kind = kind
        self.name = name ?? code
        self.fullName = fullName ?? "Phường \(name ?? code)"
        self.validFrom = validFrom
        self.validTo = validTo
        self.area = area
        self.longitude = longitude
        self.latitude = latitude
    }
}

extension TestDatabase {
    /// Inserts units as `migrator`.
    package func insert(_ units: [TestUnit]) async throws {
        try await pool(.migrator).execute(
            """
            INSERT INTO unit (id, code, kind, name, full_name, name_en, full_name_en, valid_from, valid_to, area_km2, point, search_key)
            SELECT
                id, code, kind, name, full_name, name, full_name, valid_from, valid_to, area,
                ST_SetSRID(ST_MakePoint(longitude, latitude), 4326), lower(code)
            FROM unnest(
                \(units.map(\.id))::uuid[], \(units.map(\.code))::text[], \(units.map(\.kind))::text[], \(units.map(\.name))::text[],
                \(units.map(\.fullName))::text[], \(units.map(\.validFrom))::date[], \(units.map(\.validTo))::date[],
                \(units.map(\.area))::float8[], \(units.map(\.longitude))::float8[], \(units.map(\.latitude))::float8[]
            ) AS row (id, code, kind, name, full_name, valid_from, valid_to, area, longitude, latitude)
            """
        )
    }
}
