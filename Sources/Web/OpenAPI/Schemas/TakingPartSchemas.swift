import Domain
import JSON

extension OpenAPI.Document {
    static let takingPartSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        (
            "FollowSubmission",
            .object([
                .optional("phone", .text(format: "phone").nullable.note("Mọi cách viết ở Việt Nam.", "In all forms written in Vietnam.")),
                .optional("email", .text(format: "email").nullable),
            ]).note("Không cần gì khi đã đăng nhập hoặc là ứng dụng đăng ký.", "Nothing is needed of who is signed in, or of a client.")
        ),
        ("Following", .object([.required("code", .text(format: "report-code")), .required("following", .boolean)])),
        ("FlagSubmission", .object([.required("reason", flagReason)])),
        ("Flag", .object([.required("code", .text(format: "report-code")), .required("reason", flagReason)])),
    ]

    private static let flagReason = OpenAPI.Schema.choice(FlagReason.self).note(
        "Lộ thông tin cá nhân, xúc phạm, sai sự thật, rác, trái pháp luật.",
        "It tells who somebody is, it is offensive, false, spam, against the law."
    )
}
