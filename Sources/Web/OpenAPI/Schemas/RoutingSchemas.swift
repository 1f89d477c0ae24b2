import Domain
import JSON

extension OpenAPI.Document {
    static let routingSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        (
            "Agency",
            .object([
                .required("id", .uuid), .required("name", .text.example("Ủy ban nhân dân phường Ba Đình")),
                .required("kind", .choice(AgencyKind.self)),
            ])
        ),
        (
            "Routing",
            .object([
                .required("method", .choice(RoutingMethod.self).note("Nơi phụ trách được tìm bằng cách nào.", "How the desk was found.")),
                .optional("confidence", .choice(RoutingConfidence.self)),
                .required("boundary_version", .named("BoundaryVersion").nullable),
                .optional("distance_to_border_m", metres.nullable),
                .optional("candidates", .list(.named("Candidate")).note("Chỉ người phản ánh thấy.", "For the reporter only.")),
                .optional("advice", .text.nullable),
            ])
        ),
        ("Candidate", .object([.required("unit", .named("Unit")), .required("distance_m", metres)])),
        (
            "BoundaryVersion",
            .object([
                .required("id", .uuid), .required("title", .text),
                .required("approximate", .boolean.note("Ranh giới ước lượng, chưa chính thức.", "Approximate, not official.")),
            ])
        ),
        ("Point", .object([.required("lat", .number(minimum: -90, maximum: 90)), .required("lon", .number(minimum: -180, maximum: 180))])),
        (
            "SLA",
            .object([
                .required("policy", .named("Policy")), .required("severity", .choice(Severity.self)),
                .required("acknowledge", .named("Clock")), .required("resolve", .named("Clock")),
            ])
        ),
        (
            "Policy",
            .object([
                .required("name", .text), .required("version", .integer(minimum: 1)), .required("legal_basis", .text.nullable),
                .required("confirmed", .boolean.note("false: thời hạn tạm tính.", "false: the limits are placeholders.")),
            ])
        ),
        (
            "Clock",
            .object([
                .required("state", .choice(ClockState.self)),
                .optional("due_at", .time.note("Khi đang chạy.", "While it runs.")),
                .optional("projected_due_at", .time.note("Khi chưa chạy: hạn muộn nhất.", "While it is pending: the latest there can be.")),
                .optional("counts_from", .time.note("Giờ làm việc đầu tiên được tính.", "The first working instant that counts.")),
                .optional(
                    "remaining_s",
                    .integer.note(
                        "Giây làm việc còn lại khi tạm dừng; âm: đã quá hạn.",
                        "Working seconds left while it is paused; negative: past its limit."
                    )
                ),
                .optional(
                    "overdue",
                    .boolean.note(
                        "true: đang tính và đã quá hạn.",
                        "true: it runs past its limit."
                    )
                ),
                .optional(
                    "missed",
                    .boolean.note(
                        "true: chưa xong và đã bị tính là trễ, dù sau đó tạm dừng hay được gia hạn.",
                        "true: not stopped and counts as missed already, also while it is paused or has got more time."
                    )
                ),
                .optional(
                    "used_s",
                    .integer(minimum: 0).note("Giây làm việc đã dùng, khi đã dừng.", "Working seconds used, once it has stopped.")
                ),
            ])
        ),
    ]
}
