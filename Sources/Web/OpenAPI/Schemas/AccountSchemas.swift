import Domain
import JSON

extension OpenAPI.Document {
    static let accountSchemas: [(name: String, schema: OpenAPI.Schema)] = [
        (
            "SignIn",
            .object([
                .required("username", .text(length: 1...256).example("dieu-phoi-1")), .required("password", password),
                .optional("otp", otp.note("Khi đã cài xác thực hai bước.", "Once a second factor is in use.")),
            ])
        ),
        (
            "Session",
            .object([
                .required("token", .text(pattern: "^hn_[A-Za-z0-9_-]{43}$")),
                .required(
                    "expires_at",
                    .time.note("Muộn nhất; 30 phút không dùng cũng hết.", "At the latest; half an hour without use ends it too.")
                ),
                .required("principal", .named("Principal")),
                .required(
                    "must_set_up_totp",
                    .boolean.note("true: chỉ dùng được POST /v1/me/totp.", "true: only good for POST /v1/me/totp.")
                ),
            ])
        ),
        (
            "Principal",
            .object(
                banner + [
                    .required("account", .uuid), .required("username", username), .required("agency", .uuid), .required("roles", roles),
                ]
            )
        ),
        ("Activation", .object([.required("token", activationToken), .required("password", newPassword)])),
        ("Activated", .object([.required("username", username)])),
        ("PasswordChange", .object([.required("current", password), .required("new", newPassword)])),
        (
            "SecondFactorOrder",
            OpenAPI.Schema(
                .either([
                    .object([.required("action", .choice([Action.begin.rawValue])), .required("password", password)]),
                    .object([.required("action", .choice([Action.confirm.rawValue])), .required("otp", otp)]),
                    .object([
                        .required("action", .choice([Action.renew.rawValue, Action.remove.rawValue])), .required("password", password),
                        .required("otp", otp),
                    ]),
                ])
            )
        ),
        (
            "SecondFactor",
            .object([
                .required("status", .choice(["none", "pending", "active"])),
                .optional("secret", .text(pattern: "^[A-Z2-7]{32}$").note("Chỉ trả lời một lần.", "Shown this once.")),
                .optional("uri", .text.note("Để hiện mã QR.", "For a QR code.")),
                .optional("recovery_codes", .list(.text(pattern: "^([a-z2-7]{4}-){3}[a-z2-7]{4}$"), count: 10...10)),
            ])
        ),
        (
            "StaffProviderFinish",
            .object(providerReturn + [.optional("otp", otp.note("Khi đã cài xác thực hai bước.", "Once a second factor is in use."))])
        ),
        ("PasswordProof", .object([.required("password", password)])),
        (
            "Identity",
            .object([
                .required(
                    "provider",
                    provider.nullable.note("null: không còn dùng để đăng nhập.", "null: nobody of staff signs in there any more.")
                ),
                .required("issuer", .text.example("https://id.example.gov.vn")), .required("linked_at", .time),
            ])
        ),
        ("IdentityList", .object([.required("items", .list(.named("Identity")))])),
        ("AccountList", .object([.required("items", .list(.named("Account"))), .required("next", .text.nullable)])),
        (
            "Account",
            .object([
                .required("id", .uuid), .required("username", username), .required("display_name", .text), .required("agency", .uuid),
                .required("roles", roles), .required("status", .choice(AccountStatus.self)), .required("has_totp", .boolean),
                .required("has_identity", .boolean.note("Đã liên kết danh tính.", "Whether an identity is linked.")),
                .required("version", .integer(minimum: 1)), .required("created_by", username), .required("created_at", .time),
            ])
        ),
        (
            "Invitation",
            .object([
                .required("username", username), .required("display_name", .text(length: 1...100)),
                .optional("agency", .uuid.note("Không gửi: cơ quan của mình.", "Without: one's own desk.")), .required("roles", newRoles),
            ])
        ),
        (
            "InvitedAccount",
            .object([
                .required("account", .named("Account")),
                .required(
                    "activation",
                    .object([
                        .required("token", activationToken.note("Chỉ trả lời một lần.", "Shown this once.")),
                        .required("expires_at", .time),
                    ])
                ),
            ])
        ),
        (
            "AccountChange",
            .object([
                .optional("display_name", .text(length: 1...100)), .optional("agency", .uuid), .optional("roles", newRoles),
                .optional("status", .choice(["active", "disabled"])),
            ])
        ),
        ("TeamList", .object([.required("items", .list(.named("Team"))), .required("next", .text.nullable)])),
        (
            "Team",
            .object([
                .required("id", .uuid), .required("agency", .uuid), .required("name", .text), .required("version", .integer(minimum: 1)),
                .required("members", .list(.object([.required("account", .uuid), .required("username", username)]))),
            ])
        ),
        (
            "NewTeam",
            .object([
                .required("name", .text(length: 1...100)), .optional("agency", .uuid),
                .optional("members", .list(.uuid, count: 0...Team.mostMembers)),
            ])
        ),
        (
            "TeamChange",
            .object([.optional("name", .text(length: 1...100)), .optional("members", .list(.uuid, count: 0...Team.mostMembers))])
        ),
        ("DeskList", .object([.required("items", .list(.named("Desk"))), .required("next", .text.nullable)])),
        (
            "Desk",
            .object([
                .required("id", .uuid), .required("code", .text), .required("name", .text), .required("kind", .choice(AgencyKind.self)),
                .required("parent", .uuid.nullable.note("Cơ quan cấp trên.", "The desk it stands below.")),
                .required(
                    "staffed_since",
                    .time.nullable.note("null: chưa có ai làm việc ở đây.", "null: nobody works there.")
                ),
                .required(
                    "duty",
                    .object([
                        .required("phone", .text.nullable), .required("email", .text.nullable), .required("note", .text.nullable),
                    ]).nullable
                ),
                .required("needs_approval", needsApproval),
                .required("version", .integer(minimum: 0).note("Của các thiết đặt này.", "Of what is set here.")),
            ])
        ),
        (
            "DeskChange",
            .object(
                [
                    .optional(
                        "duty",
                        .object([
                            .optional("phone", .text.example("024 3825 1234")), .optional("email", .text.example("truc@example.org")),
                            .optional("note", .text(length: 1...500)),
                        ])
                    ), .optional("needs_approval", needsApproval),
                ],
                needsOneOf: ["duty", "needs_approval"]
            )
        ),
    ]

    private static let needsApproval = OpenAPI.Schema.boolean.note(
        "true: kết quả xử lý phải được lãnh đạo duyệt.",
        "true: a leader approves the desk's answers before they are given."
    )

    private typealias Action = SecondFactorOrder.Action

    private static let provider = OpenAPI.Schema.text(pattern: "^[a-z0-9-]{1,32}$").example("hanoi-sso")
    private static let username = OpenAPI.Schema.text(pattern: "^[a-z0-9-]{1,32}$").example("dieu-phoi-1")
    private static let password = OpenAPI.Schema.text(length: 1...PasswordRule.most)
    private static let newPassword = OpenAPI.Schema.text(length: PasswordRule.least...PasswordRule.most)
    private static let otp = OpenAPI.Schema.text(length: 1...40)
    private static let activationToken = OpenAPI.Schema.text(pattern: "^hna_[A-Za-z0-9_-]{43}$")
    private static let roles = OpenAPI.Schema.list(.choice(Role.self))
    private static let newRoles = OpenAPI.Schema.list(.choice(Role.self), count: 1...Role.allCases.count)
}
