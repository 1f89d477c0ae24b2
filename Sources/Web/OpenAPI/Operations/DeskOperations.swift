import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let deskOperations: [OpenAPI.Operation] = [
        listTeams, makeTeam, readTeam, changeTeam, dissolveTeam, listDesks, readDesk, changeDesk,
    ]

    private static let listTeams = OpenAPI.Operation(
        .get,
        "/v1/admin/teams",
        id: "listTeams",
        tag: .accounts,
        summary: BilingualText(vi: "Các tổ của một cơ quan", en: "The teams of a desk"),
        parameters: [.agencyID],
        token: .staff,
        answers: [
            .list("TeamList", BilingualText(vi: "Theo tên; mặc định cơ quan của mình.", en: "By name; of one's own desk unless told."))
        ],
        problems: accountReads
    )

    private static let makeTeam = OpenAPI.Operation(
        .post,
        "/v1/admin/teams",
        id: "makeTeam",
        tag: .accounts,
        summary: BilingualText(vi: "Lập tổ", en: "Make a team"),
        note: BilingualText(vi: "Mọi người trong tổ thuộc cùng cơ quan.", en: "All of a team work at its desk."),
        parameters: [],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("NewTeam"),
            examples: [
                OpenAPI.Content.Example(name: "team", summary: BilingualText(vi: "Tổ trực", en: "A team"), value: ["name": "Tổ trực đêm"])
            ]
        ),
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .created,
                note: BilingualText(vi: "Tổ mới.", en: "The new team."),
                headers: [.locationOf("teams")] + OpenAPI.Header.versioned,
                contents: [.json("Team")]
            )
        ],
        problems: accountWrites
    )

    private static let readTeam = OpenAPI.Operation(
        .get,
        "/v1/admin/teams/{id}",
        id: "readTeam",
        tag: .accounts,
        summary: BilingualText(vi: "Xem tổ", en: "Read a team"),
        parameters: [.objectID, .ifNoneMatch],
        token: .staff,
        answers: [.versioned("Team", BilingualText(vi: "Tổ.", en: "The team.")), .notModified],
        problems: ProblemCode.staff + [.notFound]
    )

    private static let changeTeam = OpenAPI.Operation(
        .patch,
        "/v1/admin/teams/{id}",
        id: "changeTeam",
        tag: .accounts,
        summary: BilingualText(vi: "Sửa tổ", en: "Change a team"),
        note: BilingualText(vi: "members là toàn bộ danh sách mới.", en: "`members` is the whole new list."),
        parameters: [.objectID, .ifMatchObject],
        body: OpenAPI.Content(mediaType: "application/json", schema: .named("TeamChange")),
        token: .staff,
        answers: [.versioned("Team", BilingualText(vi: "Tổ sau khi sửa.", en: "The team as it is then."))],
        problems: accountChanges
    )

    private static let dissolveTeam = OpenAPI.Operation(
        .delete,
        "/v1/admin/teams/{id}",
        id: "dissolveTeam",
        tag: .accounts,
        summary: BilingualText(vi: "Giải thể tổ", en: "Dissolve a team"),
        parameters: [.objectID, .ifMatchObject],
        token: .staff,
        answers: [.nothing(BilingualText(vi: "Không còn tổ này.", en: "There is no such team any more."))],
        problems: ProblemCode.staff + [
            .forbidden, .outcomeUnknown, .notFound, .ifMatchRequired, .ifMatchInvalid, .versionDiffers,
        ]
    )

    private static let listDesks = OpenAPI.Operation(
        .get,
        "/v1/admin/agencies",
        id: "listDesks",
        tag: .accounts,
        summary: BilingualText(vi: "Các cơ quan", en: "The desks"),
        note: BilingualText(
            vi: "Cây theo parent; cơ quan nào đã có người làm việc, gọi cho ai.",
            en: "A tree by `parent`; which are staffed, and whom to call."
        ),
        parameters: [.limit, .cursor],
        token: .staff,
        answers: [.list("DeskList", BilingualText(vi: "Theo mã.", en: "By code."))],
        problems: accountReads
    )

    private static let readDesk = OpenAPI.Operation(
        .get,
        "/v1/admin/agencies/{id}",
        id: "readDesk",
        tag: .accounts,
        summary: BilingualText(vi: "Xem cơ quan", en: "Read a desk"),
        parameters: [.objectID, .ifNoneMatch],
        token: .staff,
        answers: [.versioned("Desk", BilingualText(vi: "Cơ quan.", en: "The desk.")), .notModified],
        problems: accountReads + [.notFound]
    )

    private static let changeDesk = OpenAPI.Operation(
        .patch,
        "/v1/admin/agencies/{id}",
        id: "changeDesk",
        tag: .accounts,
        summary: BilingualText(
            vi: "Đặt thông tin trực và việc duyệt kết quả",
            en: "Set whom to call at a desk, and whether answers are approved"
        ),
        parameters: [.objectID, .ifMatchObject],
        body: OpenAPI.Content(
            mediaType: "application/json",
            schema: .named("DeskChange"),
            examples: [
                OpenAPI.Content.Example(
                    name: "duty",
                    summary: BilingualText(vi: "Số trực", en: "A number"),
                    value: ["duty": ["phone": "024 3825 1234", "note": "Ngoài giờ gọi bảo vệ."]]
                )
            ]
        ),
        token: .staff,
        answers: [.versioned("Desk", BilingualText(vi: "Cơ quan sau khi sửa.", en: "The desk as it is then."))],
        problems: ProblemCode.staff + ProblemCode.body + [
            .forbidden, .outcomeUnknown, .notFound, .ifMatchRequired, .ifMatchInvalid, .versionDiffers,
        ]
    )
}
