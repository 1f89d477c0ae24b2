import Domain
import JSON

extension OpenAPI.Document {
    static let legalHoldSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("LegalHoldList", .object([.required("items", .list(.named("LegalHold"))), .required("next", next)])),
        (
            "LegalHold",
            .object([
                .required("id", .uuid), .required("report", .text(format: "report-code")), .required("in_force", .boolean),
                .required("reason", .text), .required("placed_by", .text(pattern: "^[a-z0-9-]{1,32}$")), .required("placed_at", .time),
                .required("until", .time.nullable), .required("lifted_by", .text(pattern: "^[a-z0-9-]{1,32}$").nullable),
                .required("lifted_at", .time.nullable), .required("lift_reason", .text.nullable),
            ])
        ),
        (
            "LegalHoldOrder",
            .object([
                .required("report", .text(format: "report-code")), .required("reason", holdReason),
                .optional(
                    "until",
                    .time.nullable.note("Ở tương lai; không có: đến khi được gỡ.", "In the future; without: until it is lifted.")
                ),
            ])
        ),
        ("LegalHoldLifting", .object([.required("reason", holdReason)])),
    ]

    private static let holdReason = OpenAPI.Schema.text(format: "text", length: 1...1_000)
}
