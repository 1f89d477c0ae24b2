import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let changeOperations: [OpenAPI.Operation] = [followChanges]

    private static let followChanges = OpenAPI.Operation(
        .get,
        "/v1/changes",
        id: "followChanges",
        tag: .changes,
        summary: BilingualText(
            vi: "Theo dõi mọi thay đổi, theo thứ tự ghi nhận",
            en: "Follow what happens to reports, in the order of commits"
        ),
        note: BilingualText(
            vi:
                "Mỗi việc đúng một lần, không thiếu, một thứ tự duy nhất cho mọi người đọc. Đọc tiếp bằng since = next của lần trước (luôn có, kể "
                + "cả khi items rỗng). wait: chờ đến khi có thay đổi. Accept: text/event-stream: gửi ngay khi có (event: change, id: cursor, data: một "
                + "mục; chú thích mỗi \(seconds) giây), nối lại bằng Last-Event-ID. scope: public – như lịch sử công khai; client – phản ánh "
                + "của ứng dụng và việc xử lý bản gốc của những phản ánh trùng (scope changes.read); agency – phản ánh cơ quan mình đang hoặc đã giữ, hoặc được hỏi ý kiến, kể từ lúc đó; city – mọi "
                + "phản ánh, không có dữ liệu cá nhân. report là phản ánh lúc đọc. Không có nội dung ai viết: bản sao phải xem lại phản ánh, và bỏ "
                + "những gì không còn (404).",
            en:
                "Each thing once, none left out, in one order for all readers. Go on with `since`, the `next` of before (always there, also when "
                + "`items` is empty). `wait`: until something happens. `Accept: text/event-stream`: as it happens (`event: change`, `id`: the cursor, "
                + "`data`: an item; a comment each \(seconds) seconds), to be resumed by `Last-Event-ID`. `scope`: `public`, as the public timelines; "
                + "`client`, the client's own reports, and what is done about the originals of its duplicates (scope `changes.read`); `agency`, reports that one's desk has, had or was asked about, from then "
                + "on; `city`, all of them without what is personal. `report` is the report when it is read. Nothing that anybody wrote is here: "
                + "whoever keeps copies reads the report again, and drops what is there no more (404)."
        ),
        parameters: parameters,
        token: .follower,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Các thay đổi tiếp theo.", en: "What comes next."),
                headers: [.link] + OpenAPI.Header.always,
                contents: [.json("ChangeList"), OpenAPI.Content(mediaType: "text/event-stream", schema: .text)]
            )
        ],
        problems: ProblemCode.staff + [.scopeMissing, .forbidden, .cursorPast]
    )

    private static let seconds = Int(ChangeStream.heartbeat / .seconds(1))

    private static let parameters: [OpenAPI.Parameter] = [
        .filter("scope", .choice(ChangeScope.self), "Phạm vi, mặc định public.", "Whose changes, `public` unless told.", "public"),
        .filter(
            "since",
            .text(pattern: "^(now|[A-Za-z0-9_-]{20})$"),
            "next hoặc cursor của lần trước trong cùng scope; now: chỉ những gì sắp tới; không có: từ đầu.",
            "A `next` or `cursor` of the same scope; `now`: what is to come alone; without: from the beginning.",
            "now"
        ),
        .limit,
        .filter(
            "wait",
            .integer(minimum: ChangeController.waits.lowerBound, maximum: ChangeController.waits.upperBound),
            "Chờ tối đa số giây này nếu chưa có gì; không dùng với text/event-stream.",
            "Seconds to wait at most while there is nothing; means nothing for `text/event-stream`.",
            1
        ),
        OpenAPI.Parameter(
            place: .header,
            name: HTTPField.Name.lastEventID.rawName,
            schema: .text,
            note: BilingualText(
                vi: "Thay cho since khi nối lại text/event-stream.",
                en: "In the place of `since` when `text/event-stream` is resumed."
            )
        ),
    ]
}
