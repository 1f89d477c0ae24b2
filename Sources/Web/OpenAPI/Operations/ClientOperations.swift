import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let clientOperations: [OpenAPI.Operation] = [
        listClients, createClient, revokeClient, listTokens, createToken, rotateToken, revokeToken,
    ]

    private static let administration: [ProblemCode] = ProblemCode.staff + [.forbidden]

    private static let listClients = OpenAPI.Operation(
        .get,
        "/v1/admin/clients",
        id: "listClients",
        tag: .administration,
        summary: BilingualText(vi: "Các ứng dụng đăng ký", en: "The registered clients"),
        parameters: [.limit, .cursor],
        token: .staff,
        answers: [answer(.ok, "ClientList", "Theo thứ tự đăng ký.", "In the order of registration.", link: true)],
        problems: administration
    )

    private static let createClient = OpenAPI.Operation(
        .post,
        "/v1/admin/clients",
        id: "createClient",
        tag: .administration,
        summary: BilingualText(vi: "Đăng ký ứng dụng", en: "Register a client"),
        note: BilingualText(
            vi: "Không cần Idempotency-Key: mỗi tên chỉ đăng ký một lần, kể cả tên đã bị thu hồi.",
            en: "No Idempotency-Key is needed: a name is given once, and not anew when its client was revoked."
        ),
        parameters: [],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("ClientOrder"), examples: [.clientOrder]),
        token: .staff,
        answers: [answer(.created, "Client", "Đã đăng ký.", "It is registered.")],
        problems: administration + ProblemCode.body + [.outcomeUnknown]
    )

    private static let revokeClient = OpenAPI.Operation(
        .post,
        "/v1/admin/clients/{id}/revoke",
        id: "revokeClient",
        tag: .administration,
        summary: BilingualText(vi: "Thu hồi ứng dụng", en: "Revoke a client"),
        note: BilingualText(
            vi: "Mọi mã của ứng dụng hết hiệu lực từ lúc trả lời, trên mọi máy chủ. Không hoàn tác được; gửi lại không đổi gì.",
            en: "None of its tokens opens anything from the answer on, on any instance. There is no way back; a repetition changes "
                + "nothing."
        ),
        parameters: [.clientID],
        token: .staff,
        answers: [answer(.ok, "Client", "Đã thu hồi.", "It is revoked.")],
        problems: administration + ProblemCode.transfer + [.notFound, .outcomeUnknown]
    )

    private static let listTokens = OpenAPI.Operation(
        .get,
        "/v1/admin/tokens",
        id: "listClientTokens",
        tag: .administration,
        summary: BilingualText(vi: "Mã truy cập của ứng dụng", en: "The clients' tokens"),
        parameters: [.ofClient, .limit, .cursor],
        token: .staff,
        answers: [
            answer(.ok, "ClientTokenList", "Không kèm mã; theo thứ tự tạo.", "Without what is shown, in the order of making.", link: true)
        ],
        problems: administration
    )

    private static let createToken = OpenAPI.Operation(
        .post,
        "/v1/admin/tokens",
        id: "createClientToken",
        tag: .administration,
        summary: BilingualText(vi: "Tạo mã truy cập", en: "Make a client's token"),
        note: BilingualText(
            vi: "Không nhận Idempotency-Key: trả lời chứa mã thì không được giữ lại. Không nhận được trả lời: tạo mã khác, thu hồi mã này.",
            en:
                "It takes no Idempotency-Key: an answer that holds a token is not kept. Without an answer: make another, and revoke this one."
        ),
        parameters: [],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("ClientTokenOrder"), examples: [.tokenOrder]),
        token: .staff,
        answers: [answer(.created, "IssuedClientToken", "Mã chỉ hiện lần này.", "The token is told this once.")],
        problems: administration + ProblemCode.body + [.outcomeUnknown]
    )

    private static let rotateToken = OpenAPI.Operation(
        .post,
        "/v1/admin/tokens/{id}/rotate",
        id: "rotateClientToken",
        tag: .administration,
        summary: BilingualText(vi: "Thay mã truy cập", en: "Replace a client's token"),
        note: BilingualText(
            vi: "Mã mới có cùng scopes. Mã cũ còn dùng được thêm grace_hours để kịp thay.",
            en: "The new one has the same scopes. The old one goes on for `grace_hours`, so that there is time to put the new one in."
        ),
        parameters: [.tokenID],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("ClientTokenRotation"), examples: [.rotation]),
        token: .staff,
        answers: [answer(.created, "IssuedClientToken", "Mã chỉ hiện lần này.", "The token is told this once.")],
        problems: administration + ProblemCode.body + [.notFound, .tokenOver, .outcomeUnknown]
    )

    private static let revokeToken = OpenAPI.Operation(
        .post,
        "/v1/admin/tokens/{id}/revoke",
        id: "revokeClientToken",
        tag: .administration,
        summary: BilingualText(vi: "Thu hồi mã truy cập", en: "Revoke a client's token"),
        parameters: [.tokenID],
        token: .staff,
        answers: [answer(.ok, "ClientToken", "Hết hiệu lực từ lúc trả lời.", "It opens nothing from this answer on.")],
        problems: administration + ProblemCode.transfer + [.notFound, .outcomeUnknown]
    )

    private static func answer(
        _ status: HTTPResponse.Status,
        _ schema: String,
        _ vi: String,
        _ en: String,
        link: Bool = false
    ) -> OpenAPI.Answer {
        OpenAPI.Answer(
            status: status,
            note: BilingualText(vi: vi, en: en),
            headers: OpenAPI.Header.always + (link ? [.link] : []),
            contents: [.json(schema)]
        )
    }
}

extension ProblemCode {
    /// What may be wrong about how a request came, where its body does not matter.
    fileprivate static let transfer: [ProblemCode] = [.requestTimeout, .requestIncomplete, .bodyTooLarge]
}

extension OpenAPI.Parameter {
    fileprivate static let clientID = id("Mã ứng dụng.", "The client's id.")
    fileprivate static let tokenID = id("Mã (id) của token, không phải token.", "The token's id, not the token itself.")

    fileprivate static let ofClient = OpenAPI.Parameter(
        place: .query,
        name: "client",
        schema: .uuid,
        note: BilingualText(vi: "Của ứng dụng này, theo id.", en: "Of this client, by its id.")
    )

    private static func id(_ vi: String, _ en: String) -> OpenAPI.Parameter {
        OpenAPI.Parameter(place: .path, name: "id", schema: .uuid, note: BilingualText(vi: vi, en: en), isRequired: true)
    }
}

extension OpenAPI.Content.Example {
    fileprivate static let clientOrder = OpenAPI.Content.Example(
        name: "register",
        summary: BilingualText(vi: "Đăng ký iHanoi", en: "Register iHanoi"),
        value: ["name": "ihanoi"]
    )

    fileprivate static let tokenOrder = OpenAPI.Content.Example(
        name: "token",
        summary: BilingualText(vi: "Mã để gửi phản ánh thay người dùng", en: "A token to file reports for users"),
        value: [
            "client": "01a20adf-33d6-7c91-ba9c-5ce9200ef1cd", "scopes": ["reports.file", "reports.assert"],
            "expires_at": "2027-12-31T00:00:00+07:00",
        ]
    )

    fileprivate static let rotation = OpenAPI.Content.Example(
        name: "rotate",
        summary: BilingualText(vi: "Thay trong một ngày", en: "Replace within a day"),
        value: ["grace_hours": 24]
    )
}
