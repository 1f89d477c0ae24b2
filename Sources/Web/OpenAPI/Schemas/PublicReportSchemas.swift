import Domain
import JSON

extension OpenAPI.Document {
    static let publicReportSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("ReportList", .object([.required("items", .list(.named("Report"))), .required("next", next)])),
        (
            "SimilarReports",
            .object([
                .required(
                    "items",
                    .list(
                        .object(
                            [
                                .required("distance_m", metres),
                                .optional(
                                    "likeness",
                                    .number(minimum: 0, maximum: 1).note(
                                        "Mức giống với q, khi nội dung đã công khai.",
                                        "How alike its text and `q` are, where it is published."
                                    )
                                ),
                            ] + reportMembers + attachmentMembers
                        )
                    )
                ), .required("next", next),
            ])
        ),
        (
            "ReportFeature",
            .object([
                .required("type", .choice(["Feature"])), .required("id", .text(format: "report-code")),
                .required(
                    "geometry",
                    .object([
                        .required("type", .choice(["Point"])), .required("coordinates", .list(.number, count: 2...2)),
                    ]).nullable.note("GeoJSON (RFC 7946), WGS 84, kinh độ trước.", "GeoJSON (RFC 7946), WGS 84, longitude first.")
                ), .required("properties", .named("Report")),
            ])
        ),
        (
            "ReportFeatureCollection",
            .object([
                .required("type", .choice(["FeatureCollection"])), .required("features", .list(.named("ReportFeature"))),
                .required("next", next),
            ])
        ),
    ]
}
