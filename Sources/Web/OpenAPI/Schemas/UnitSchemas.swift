import Domain
import JSON

extension OpenAPI.Document {
    static let unitSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("Unit", .object(unitMembers)),
        ("UnitDetails", .object(unitMembers + unitDetails)),
        (
            "UnitList",
            .object([.required("items", .list(.named("UnitDetails"))), .required("next", next)])
        ),
        (
            "UnitFeature",
            .object([
                .required("type", .choice(["Feature"])), .required("id", .text),
                .required("geometry", .named("MultiPolygon").nullable), .required("properties", .named("UnitDetails")),
            ])
        ),
        (
            "UnitFeatureCollection",
            .object([.required("type", .choice(["FeatureCollection"])), .required("features", .list(.named("UnitFeature")))])
        ),
        (
            "MultiPolygon",
            .object([
                .required("type", .choice(["MultiPolygon"])),
                .required("coordinates", .list(.list(.list(.list(.number, count: 2...2), count: 4...1_000_000), count: 1...1_000))),
            ]).note("GeoJSON (RFC 7946), WGS 84, kinh độ trước.", "GeoJSON (RFC 7946), WGS 84, longitude first.")
        ),
        (
            "Place",
            .object([
                .required("unit", .named("Unit").nullable),
                .optional(
                    "reason",
                    .choice(["outside_area", "no_boundaries"]).note("Vì sao không có đơn vị.", "Why there is no unit.")
                ),
                .required("confidence", .choice(RoutingConfidence.self).nullable), .required("distance_to_border_m", metres.nullable),
                .required("candidates", .list(.named("Candidate"))), .required("boundary_version", .named("BoundaryVersion").nullable),
            ])
        ),
    ]

    /// The way to the next page.
    static let next = OpenAPI.Schema.text.nullable.note(
        "Tham số cursor của trang sau; null: hết. Một trang ngắn vẫn có thể còn trang sau.",
        "The next page's cursor; null: no more. Behind a short page there may be another."
    )
    /// To 0.1 m.
    static let metres = OpenAPI.Schema.number(minimum: 0).note("Mét.", "Metres.")

    private static let unitMembers: [OpenAPI.Schema.Property] = [
        .required("id", .uuid), .required("code", .text(pattern: "^[0-9]{5}$").example("00004")),
        .required("name", .text.example("Ba Đình")), .required("full_name", .text.example("Phường Ba Đình")),
        .required("kind", .choice(UnitKind.self).note("Thị trấn chỉ có trước 1/7/2025.", "Townships ended on 1 July 2025.")),
        .required("kind_label", .text.example("Phường")),
    ]

    private static let unitDetails: [OpenAPI.Schema.Property] = [
        .required("area_km2", .number(minimum: 0).nullable), .required("population", .integer(minimum: 0).nullable),
        .required("point", .named("Point").nullable), .required("office_address", .text.nullable),
        .required("valid_from", .date.nullable.note("null: không rõ.", "null: not recorded.")),
        .required("valid_to", .date.nullable.note("Ngày đầu tiên không còn đơn vị này.", "The first day it no longer exists.")),
        .optional("committee", .named("Agency")),
        .optional(
            "boundary_version",
            .named("BoundaryVersion").note("Của đường ranh giới kèm theo.", "Of the outline that comes with it.")
        ),
    ]
}
