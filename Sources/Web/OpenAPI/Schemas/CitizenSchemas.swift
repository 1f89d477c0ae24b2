import Domain
import JSON

extension OpenAPI.Document {
    static let citizenSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        (
            "CodeOrder",
            .object([
                .required(
                    "phone",
                    .text(format: "phone").note(
                        "Số di động Việt Nam, mọi cách viết.",
                        "A mobile number of Vietnam, in any form."
                    ).example("0912 345 678")
                )
            ])
        ),
        (
            "CodeRequest",
            .object([
                .required("request_id", .uuid.note("Gửi lại cùng mã.", "To be sent back with the code.")),
                .required("expires_at", .time),
            ])
        ),
        (
            "CodeTrial",
            .object([
                .required("request_id", .uuid),
                .required(
                    "code",
                    .text(pattern: "^[0-9]{\(CitizenSignInRules.codeDigits)}$").note("Như đã nhận.", "As it was received.").example(
                        "0274159"
                    )
                ),
            ])
        ),
        (
            "CitizenSession",
            .object([
                .required(
                    "token",
                    .text(pattern: "^hnz_[A-Za-z0-9_-]{43}$").note(
                        "Chỉ hiện một lần. Giữ kín.",
                        "Shown once. Keep it secret."
                    )
                ),
                .required(
                    "expires_at",
                    .time.note(
                        "Muộn nhất; không dùng \(CitizenSignInRules.idleDays) ngày thì hết hạn trước đó.",
                        "At the latest; sooner after \(CitizenSignInRules.idleDays) days without use."
                    )
                ),
            ])
        ),
        (
            "ProviderStart",
            .object([
                .required("authorization_url", .text.note("Mở trong trình duyệt.", "To be opened in a browser.")),
                .required(
                    "state_id",
                    opaque.note("Giữ lại, gửi cùng finish.", "To be kept, and sent with `finish`.")
                ),
                .required("expires_at", .time),
            ])
        ),
        (
            "ProviderFinish",
            .object(providerReturn)
        ),
        ("CitizenReportList", .object([.required("items", .list(.named("CitizenReport"))), .required("next", next)])),
        (
            "CitizenReport",
            .object(
                reportMembers + attachmentMembers + [
                    .required(
                        "tracking_token",
                        .text(pattern: "^trk_[A-Za-z0-9_-]{43}$").nullable.note(
                            "Mã theo dõi, phòng khi bị mất.",
                            "The tracking token, for whoever has lost it."
                        )
                    )
                ]
            )
        ),
    ]

    /// What somebody brings back from a provider, with what whoever began has kept.
    static let providerReturn: [OpenAPI.Schema.Property] = [
        .required("code", opaque), .required("state", opaque), .required("state_id", opaque),
    ]

    private static let opaque = OpenAPI.Schema.text(pattern: "^[!-~]{1,2048}$")
}
