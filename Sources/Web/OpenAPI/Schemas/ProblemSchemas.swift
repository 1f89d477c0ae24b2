import Domain
import JSON

extension OpenAPI.Document {
    static let problemSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        (
            "Problem",
            .object([
                .required("type", .text(format: "uri").example("urn:phananh:problem:invalid_fields")),
                .required("title", .text), .required("status", .integer(minimum: 400, maximum: 599)),
                .required("detail", .text.note("Nên làm gì.", "What to do.")),
                .required("code", .choice(ProblemCode.self).note("Được liệt kê đủ.", "All of them are listed.")),
                .required("request_id", .text),
                .optional(
                    "rule",
                    .choice(
                        CommandRefusal.conflicts.map(\.code) + ApprovalRefusal.allCases.map(\.rawValue)
                            + RoutingRuleRefusal.allCases.map(\.rawValue) + AccountRefusal.allCases.map(\.rawValue)
                            + DataRequestRefusal.allCases.map(\.rawValue).filter { ApprovalRefusal(rawValue: $0) == nil }
                            + IdentityPolicy.allCases.filter { $0 != .none }.map(\.rawValue) + UploadRefusal.rules.map(\.rawValue)
                    ).note(
                        "Quy tắc không cho phép, khi code là action_refused, approval_refused, routing_refused, account_refused, "
                            + "identity_required, file_type_unsupported hoặc file_refused.",
                        "The rule that forbids it, where code is action_refused, approval_refused, routing_refused, account_refused, "
                            + "identity_required, file_type_unsupported or file_refused."
                    )
                ),
                .optional(
                    "errors",
                    .list(.named("RefusedField"), count: 1...Problem.mostErrors).note("Các trường bị từ chối.", "The refused fields.")
                ),
            ])
        ),
        (
            "RefusedField",
            .object([
                .required(
                    "pointer",
                    .text.note(
                        "JSON Pointer (RFC 6901) trong nội dung, hoặc tên tham số.",
                        "JSON Pointer (RFC 6901) into the body, or the parameter's name."
                    )
                ),
                .required(
                    "code",
                    .choice(FieldErrorCode.allCases.map(\.rawValue) + CalendarFinding.codes).note(
                        "Được liệt kê đủ.",
                        "All of them are listed."
                    )
                ),
                .required("message", .text),
            ])
        ),
    ]
}
