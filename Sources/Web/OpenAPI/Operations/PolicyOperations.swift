import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let policyOperations: [OpenAPI.Operation] = [listPolicies, readPolicy, proposePolicy, simulatePolicy]

    private static let listPolicies = OpenAPI.Operation(
        .get,
        "/v1/admin/policies",
        id: "listPolicies",
        tag: .administration,
        summary: BilingualText(vi: "Quy định thời hạn đang có hiệu lực", en: "The time limits in force"),
        note: BilingualText(
            vi: "Phản ánh mới nhận quy định khớp nhất: đơn vị nặng hơn lĩnh vực, lĩnh vực nặng hơn mức độ. Phản ánh đã có thì giữ bản cũ.",
            en: "A new report gets the most specific one: a unit counts for more than a category, a category for more than a severity. "
                + "Reports keep the version they came in under."
        ),
        parameters: [.ifNoneMatch],
        token: .staff,
        answers: [.versioned("PolicyList", BilingualText(vi: "Tất cả, theo mã.", en: "All of them, by code.")), .notModified],
        problems: ProblemCode.staff + [.forbidden]
    )

    private static let readPolicy = OpenAPI.Operation(
        .get,
        "/v1/admin/policies/{code}",
        id: "readPolicy",
        tag: .administration,
        summary: BilingualText(vi: "Một quy định và các phiên bản", en: "A policy and its versions"),
        parameters: [.policyCode, .limit, .cursor, .ifNoneMatch],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(
                    vi: "Một trang, mới nhất trước; ETag bắt đầu bằng phiên bản mới nhất.",
                    en: "A page, the newest first; the ETag begins with the newest version."
                ),
                headers: OpenAPI.Header.versioned + [.link],
                contents: [.json("PolicyHistory")]
            ),
            .notModified,
        ],
        problems: ProblemCode.staff + [.forbidden, .notFound]
    )

    private static let proposePolicy = OpenAPI.Operation(
        .post,
        "/v1/admin/policies",
        id: "proposePolicy",
        tag: .administration,
        summary: BilingualText(vi: "Đề nghị quy định mới hoặc phiên bản mới", en: "Propose a policy, or the next version of one"),
        note: BilingualText(
            vi: "Chưa có gì thay đổi cho đến khi một người khác phê duyệt. Mã đã có phiên bản thì cần If-Match với ETag của nó.",
            en: "Nothing changes until somebody else approves it. A code that has versions needs If-Match with its ETag."
        ),
        parameters: [.policyVersion],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("PolicyProposal"), examples: [.policyProposal]),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .accepted,
                note: BilingualText(vi: "Chờ người thứ hai phê duyệt.", en: "It waits for a second person."),
                headers: OpenAPI.Header.always,
                contents: [.json("Approval")]
            )
        ],
        problems: ProblemCode.staff + ProblemCode.body + [
            .forbidden, .ifMatchRequired, .ifMatchInvalid, .versionDiffers, .approvalRefused, .outcomeUnknown,
        ]
    )

    private static let simulatePolicy = OpenAPI.Operation(
        .post,
        "/v1/admin/policies/simulate",
        id: "simulatePolicy",
        tag: .administration,
        summary: BilingualText(vi: "Thử một quy định trên phản ánh đã qua", en: "Try a policy on past reports"),
        note: BilingualText(
            vi: "Những phản ánh gần nhất mà quy định này sẽ được chọn, như thể nó có hiệu lực từ khi nhận. Không thay đổi gì. "
                + "Sau 10 giây hoặc 100.000 phản ánh đã xem thì dừng: complete là false.",
            en: "The last reports the policy would have been chosen for, as if it had held since their filing. Nothing is changed. "
                + "It stops after 10 seconds or 100,000 reports looked at: then `complete` is false."
        ),
        parameters: [],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("PolicySimulationRequest"), examples: [.policySimulation]),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Đã ra sao, và sẽ ra sao.", en: "What was, and what would have been."),
                headers: OpenAPI.Header.always,
                contents: [.json("PolicySimulation")]
            )
        ],
        problems: ProblemCode.staff + ProblemCode.body + [.forbidden]
    )
}

extension OpenAPI.Parameter {
    static let policyCode = OpenAPI.Parameter(
        place: .path,
        name: "code",
        schema: .text(pattern: "^[a-z][a-z0-9-]{0,39}$").example("urgent"),
        note: BilingualText(vi: "Mã quy định.", en: "The policy's code."),
        isRequired: true
    )

    static let policyVersion = OpenAPI.Parameter(
        place: .header,
        name: "If-Match",
        schema: .text(pattern: "^\"[0-9]+-[!#-~]*\"$").example("\"1-policy-1-0-50-vi\""),
        note: BilingualText(
            vi: "ETag của GET /v1/admin/policies/{code}; bắt buộc khi mã đã có phiên bản. Chỉ phần phiên bản được so sánh.",
            en: "The ETag of GET /v1/admin/policies/{code}; required where the code has versions. Only the version in it counts."
        )
    )
}

extension OpenAPI.Content.Example {
    fileprivate static let policy: JSONValue = [
        "code": "tree", "name": ["vi": "Cây xanh", "en": "Trees"], "scope": ["category": "tree"], "calendar": "hanoi-office",
        "acknowledge": ["target_s": 14_400, "confirmed": false], "resolve": ["target_s": 57_600, "confirmed": false],
        "levels": ["warn": [50, 75], "escalate": [["percent": 100, "to": "unit_admin"], ["percent": 200, "to": "city_admin"]]],
    ]

    static let policyProposal = OpenAPI.Content.Example(
        name: "trees",
        summary: BilingualText(vi: "Cây xanh: 4 giờ và 2 ngày làm việc", en: "Trees: 4 hours and 2 working days"),
        value: ["policy": policy, "reason": "Thí điểm mùa mưa bão."]
    )

    static let policySimulation = OpenAPI.Content.Example(
        name: "trees",
        summary: BilingualText(vi: "500 phản ánh gần nhất về cây xanh", en: "The last 500 reports about trees"),
        value: ["policy": policy, "reports": 500]
    )
}
