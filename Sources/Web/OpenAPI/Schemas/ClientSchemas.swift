import Domain
import JSON
import Services

extension OpenAPI.Document {
    static let clientSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        ("ClientList", .object([.required("items", .list(.named("Client"))), .required("next", next)])),
        (
            "Client",
            .object([
                .required("id", .uuid), .required("name", clientName), .required("created_at", .time), .required("created_by", .text),
                .required("revoked_at", .time.nullable), .required("revoked_by", .text.nullable),
            ])
        ),
        ("ClientOrder", .object([.required("name", clientName)])),
        ("ClientTokenList", .object([.required("items", .list(.named("ClientToken"))), .required("next", next)])),
        ("ClientToken", .object(clientToken)),
        (
            "IssuedClientToken",
            .object(
                clientToken + [
                    .required(
                        "token",
                        .text(pattern: "^hnc_[A-Za-z0-9_-]{43}$").note(
                            "Chỉ hiện một lần này; hệ thống không giữ lại.",
                            "Told this once: the service keeps no more than a digest."
                        )
                    )
                ]
            )
        ),
        (
            "ClientTokenOrder",
            .object([.required("client", .uuid.note("id của ứng dụng.", "The client's id.")), .required("scopes", scopes), expiresAt])
        ),
        (
            "ClientTokenRotation",
            .object([
                expiresAt,
                .optional(
                    "grace_hours",
                    .integer(minimum: ClientTokens.graceRange.lowerBound, maximum: ClientTokens.graceRange.upperBound).nullable.note(
                        "Mã cũ còn dùng được bao lâu, mặc định \(ClientTokens.graceHours).",
                        "How long the old one goes on, \(ClientTokens.graceHours) unless told."
                    )
                ),
            ])
        ),
    ]

    private static let clientName = OpenAPI.Schema.text(pattern: "^[a-z0-9-]{1,32}$").example("ihanoi")

    private static let scopes = OpenAPI.Schema.list(.choice(ClientScope.self), count: 1...ClientScope.allCases.count)

    private static let expiresAt = OpenAPI.Schema.Property.optional(
        "expires_at",
        .time.nullable.note("Ở tương lai; không có: đến khi bị thu hồi.", "In the future; without: until it is revoked.")
    )

    private static let clientToken: [OpenAPI.Schema.Property] = [
        .required("id", .uuid), .required("client", .object([.required("id", .uuid), .required("name", clientName)])),
        .required("scopes", scopes), .required("state", .choice(ClientToken.State.self)), .required("created_at", .time),
        .required("created_by", .text), .required("expires_at", .time.nullable), .required("revoked_at", .time.nullable),
        .required("revoked_by", .text.nullable),
        .required("replaced_by", .uuid.nullable.note("Mã đã thay mã này.", "The token that took its place.")),
        .required("last_used_at", .time.nullable.note("Chính xác đến phút.", "To the minute.")),
    ]
}
