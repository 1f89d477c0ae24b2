/// One finding of a boundary import: what is wrong, where, and by how much.
package struct BoundaryProblem: Sendable, Equatable {
    /// Whether the import goes on.
    package enum Severity: String, Sendable {
        /// Nothing is stored.
        case error
        /// Stored, and kept in the version's report.
        case warning
    }

    /// What was found. The raw values are stored in reports and therefore stay as they are; the order of the cases is the order of a report.
    package enum Code: String, Sendable, CaseIterable {
        /// The text is not JSON (RFC 8259), or nested beyond reason.
        case notJSON = "not_json"
        /// The text holds the escape `\u0000`, which PostgreSQL cannot store.
        case nullCharacter = "null_character"
        /// The document is not a GeoJSON FeatureCollection (RFC 7946 section 3.3).
        case notFeatureCollection = "not_feature_collection"
        /// A `crs` member, of the document or of the feature, names something else than WGS 84; `detail` is the name.
        case coordinateSystem = "coordinate_system"
        /// An element of `features` is not a Feature object.
        case notFeature = "not_feature"
        /// The code property is absent, null or empty.
        case codeMissing = "code_missing"
        /// The code is not a JSON string: a number has lost the leading zeros; `detail` is the JSON type.
        case codeNotText = "code_not_text"
        /// No unit of that code is valid on the day of effect.
        case codeUnknown = "code_unknown"
        /// The unit was given before: `other` is the index of that feature.
        case unitDuplicate = "unit_duplicate"
        /// A unit valid on the day of effect has no feature.
        case unitMissing = "unit_missing"
        /// The geometry is absent or null.
        case geometryMissing = "geometry_missing"
        /// Neither Polygon nor MultiPolygon; `detail` is the type.
        case geometryType = "geometry_type"
        /// The coordinates are not nested as the type demands, or are no numbers.
        case geometryMalformed = "geometry_malformed"
        /// No area is left, as given or after the repair.
        case geometryEmpty = "geometry_empty"
        /// Beyond 180 and 90: metres of a projected system.
        case coordinatesProjected = "coordinates_projected"
        /// Latitude comes before longitude.
        case coordinatesSwapped = "coordinates_swapped"
        /// Outside 104–107 degrees east, 20–22.5 degrees north.
        case coordinatesOutside = "coordinates_outside"
        /// The polygon crossed itself and was repaired; `amount` is the change of area in m².
        case geometryRepaired = "geometry_repaired"
        /// The polygons of `unit` and `other` share `amount` m².
        case overlap
        /// `amount` m² inside the city belong to no unit.
        case gap
        /// The area differs from the official one; `amount` is the polygon's share of it, 1 being equal.
        case areaDiffers = "area_differs"
    }

    /// A longitude and latitude in degrees (WGS 84) inside the overlap or gap.
    package struct Place: Sendable, Equatable {
        /// Degrees east.
        package let longitude: Double
        /// Degrees north.
        package let latitude: Double

        /// A place in degrees.
        package init(longitude: Double, latitude: Double) {
            self.longitude = longitude
            self.latitude = latitude
        }
    }

    /// An error refuses the whole file.
    package let severity: Severity
    /// What was found; says what the other members mean.
    package let code: Code
    /// Index in `features`, from 0; nil for what concerns the document or several features.
    package let feature: Int?
    /// The unit's code, as the file spells it but cut to 20 characters.
    package let unit: String?
    /// The other party, as `code` says.
    package let other: String?
    /// An area or share, as `code` says.
    package let amount: Double?
    /// A point to look at on the map; for overlaps and gaps.
    package let place: Place?
    /// What the file has instead, cut to 80 characters. May hold control characters.
    package let detail: String?

    /// A finding; what does not apply is left out.
    package init(
        _ severity: Severity,
        _ code: Code,
        feature: Int? = nil,
        unit: String? = nil,
        other: String? = nil,
        amount: Double? = nil,
        place: Place? = nil,
        detail: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.feature = feature
        self.unit = unit
        self.other = other
        self.amount = amount
        self.place = place
        self.detail = detail
    }
}
