import Domain
import JSON

extension OpenAPI.Document {
    /// What a filing is read from. An optional member that is null counts as absent.
    static let submission = OpenAPI.Schema.object(
        submitted + [.optional("channel", .choice(Channel.allCases.filter { !$0.isStaffOnly }.map(\.rawValue)).nullable)],
        needsOneOf: ["location", "address"]
    )

    /// By staff, for somebody else.
    static let callerSubmission = OpenAPI.Schema.object(
        submitted + [.required("channel", .choice(Channel.allCases.filter(\.isStaffOnly).map(\.rawValue)))],
        needsOneOf: ["location", "address"]
    )

    private static let submitted: [OpenAPI.Schema.Property] = [
        .required(
            "category",
            .text(format: "category-code").note("Một lĩnh vực, không phải nhóm.", "A category, not a group.").example("road.pothole")
        ),
        .required("description", text(ReportLimits.description, lines: true)),
        .optional("location", location.nullable),
        .optional(
            "address",
            text(ReportLimits.address).nullable.note(
                "Cần khi không có location. Tọa độ viết trong địa chỉ được dùng làm vị trí.",
                "Needed without a location. Coordinates written in it are taken as the pin."
            )
        ),
        .optional("occurred_at", .time.nullable.note("Không ở tương lai.", "Not in the future.")),
        .optional(
            "attributes",
            OpenAPI.Schema(.map(OpenAPI.Schema(.either([.text, .number, .boolean])))).nullable.note(
                "Theo định nghĩa của lĩnh vực.",
                "As the category defines them."
            )
        ),
        .optional(
            "attachments",
            .list(.uuid, count: 0...AttachmentLimits.perEntry).nullable.note(
                "id đã nhận từ POST /v1/attachments, chưa dùng cho phản ánh nào.",
                "Ids that POST /v1/attachments has answered with, of no other report yet."
            )
        ),
        .optional("reporter", reporter.nullable), .optional("external_id", text(ReportLimits.externalID).nullable),
    ]

    static let location = OpenAPI.Schema.object([
        .required("lat", .number(minimum: -90, maximum: 90)), .required("lon", .number(minimum: -180, maximum: 180)),
        .optional("accuracy_m", .number(minimum: 0, maximum: ReportLimits.accuracyM).nullable.note("Mét.", "Metres.")),
    ]).note(
        "WGS 84, trong Hà Nội hoặc cách không quá 500 m.",
        "WGS 84, in Hanoi or at most 500 m outside."
    )

    private static let reporter = OpenAPI.Schema.object([
        .optional("kind", .choice(Reporter.Kind.self).nullable), .optional("name", text(ReportLimits.name).nullable),
        .optional("phone", .text(format: "phone").nullable.note("Mọi cách viết ở Việt Nam.", "In all forms written in Vietnam.")),
        .optional("email", .text(format: "email").nullable), .optional("show_name_to", .choice(NameVisibility.self).nullable),
    ]).note("Được mã hóa, không bao giờ công khai.", "Sealed, never public.")

    /// Free text: something visible, without control characters and marks that reverse text.
    static func text(_ most: Int, lines: Bool = false) -> OpenAPI.Schema {
        .text(format: lines ? "text" : "line", length: 1...most)
    }
}
