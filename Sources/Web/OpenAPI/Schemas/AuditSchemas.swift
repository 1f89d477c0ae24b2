import Domain

extension OpenAPI.Document {
    static let auditSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("AuditEntry", auditEntry), ("AuditEntryList", page("AuditEntry")), ("Seal", seal), ("SealList", page("Seal")),
        ("ReportProof", reportProof), ("ReportProofItem", reportProofItem),
    ]

    private static func page(_ item: String) -> OpenAPI.Schema {
        .object([.required("items", .list(.named(item))), .required("next", .text.nullable)])
    }

    private static func digits(_ count: Int) -> OpenAPI.Schema {
        .text(pattern: "^[0-9a-f]{\(count)}$")
    }

    private static let auditEntry = OpenAPI.Schema.object([
        .required("position", .integer(minimum: 1).note("Thứ tự trong nhật ký.", "Its place in the order of commits.")),
        .required("at", .time),
        .required(
            "actor",
            .object([
                .required("kind", .choice(AuditActor.Kind.self)),
                .required("name", .text.note("Tên tài khoản hoặc mã, không phải tên người.", "Of an account or token, never a person's.")),
            ])
        ),
        .required("action", .choice(AuditAction.self)),
        .required("object", .object([.required("kind", .choice(AuditObject.Kind.self)), .required("id", .text)])),
        .required("details", .anyObject),
        .required("request_id", .text.nullable),
    ])

    private static let seal = OpenAPI.Schema.object([
        .required("number", .integer(minimum: 1)),
        .required("events_after", .integer(minimum: 0).note("Sự kiện từ vị trí sau đây.", "Events after this position,")),
        .required("events_to", .integer(minimum: 0).note("đến hết vị trí này.", "to this one.")),
        .required(
            "entries_after",
            .integer(minimum: 0).note("Mục nhật ký từ sau vị trí này.", "Entries of the audit after this position,")
        ),
        .required("entries_to", .integer(minimum: 0).note("đến hết vị trí này.", "to this one.")),
        .required("sealed_at", .time),
        .required("root", digits(64).note("Gốc cây Merkle (RFC 6962).", "Of the Merkle tree (RFC 6962).")),
        .required("previous", digits(64).note("SHA-256 của niêm phong trước.", "SHA-256 of what was signed of the seal before.")),
        .required("key_id", .text),
        .required("public_key", digits(64).note("Khóa công khai Ed25519.", "Ed25519.")),
        .required("signature", digits(128).note("Chữ ký Ed25519.", "Ed25519.")),
    ])

    private static let reportProof = OpenAPI.Schema.object([
        .required("code", .text), .required("items", .list(.named("ReportProofItem"))), .required("seals", .list(.named("Seal"))),
    ])

    private static let reportProofItem = OpenAPI.Schema.object([
        .required(
            "seq",
            .integer(minimum: 0).note(
                "Số trong quá trình công khai; 0: không công khai, chỉ cán bộ xem được.",
                "Its number in the public timeline; 0: not public, for staff alone."
            )
        ),
        .required("at", .time),
        .required("type", .text),
        .required("by", .object([.required("kind", .text), .required("agency", .uuid.nullable)])),
        .required("agency", .uuid.note("Cơ quan giữ từ lúc này.", "The desk that has the report from then on.")),
        .required("clock", .text.nullable),
        .required("occurred_at", .time.nullable),
        .required("digest", digits(64).note("SHA-256 của phần không công khai.", "SHA-256 of what is not public.")),
        .required(
            "sealed",
            .object([
                .required("seal", .integer(minimum: 1)), .required("index", .integer(minimum: 0)), .required("path", .list(digits(64))),
            ]).nullable.note("null khi chưa niêm phong.", "null until it is sealed.")
        ),
    ])
}
