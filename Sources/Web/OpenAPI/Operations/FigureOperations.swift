import Domain
import HTTPTypes
import JSON
import Services

extension OpenAPI.Document {
    static let figureOperations: [OpenAPI.Operation] = [
        summarizeFigures, table(.unit), table(.category), table(.severity), table(.channel), table(.agency), drawTimeseries, readBacklog,
        listSites, listReportsBehindFigure,
    ]

    private static let counting = BilingualText(
        vi:
            "Tính từ các sự kiện đã ghi, mỗi sự kiện một lần; as_of và position cho biết đến sự kiện nào. Trong ngày theo giờ Hà Nội, [from, to). "
            + "basis=activity đếm việc xảy ra trong kỳ, cohort theo dõi phản ánh gửi trong kỳ. Đúng hạn tính theo từng đồng hồ: quá hạn mà chưa xong "
            + "cũng là trễ. Phản ánh thực hành không tính. Lĩnh vực không công khai chỉ tính trong số liệu toàn Thành phố, trừ khi người xem là cán bộ "
            + "được xem số liệu. If-None-Match không tốn truy vấn nào. Accept: text/csv cho bảng tính.",
        en: "Counted from the events on record, each once; `as_of` and `position` say up to which. Days are Hanoi's, `[from, to)`. "
            + "`basis=activity` counts what happened in the period, `cohort` follows what was filed in it. On time is told for each clock: what is "
            + "late and still open is missed. Reports for practice do not count. Categories that are never listed in public count for all of the "
            + "city alone, unless somebody of staff asks who reads figures. `If-None-Match` costs no query. `Accept: text/csv` for spreadsheets."
    )

    private static let summarizeFigures = OpenAPI.Operation(
        .get,
        "/v1/metrics/summary",
        id: "summarizeFigures",
        tag: .figures,
        summary: BilingualText(vi: "Số liệu của một kỳ và kỳ trước", en: "Figures of a period and of the one before"),
        note: counting,
        parameters: OpenAPI.Parameter.figures + [.ifNoneMatch],
        token: .staffToo,
        answers: figures("FigureSummary"),
        problems: ProblemCode.figures
    )

    private static func table(_ dimension: FigureDimension) -> OpenAPI.Operation {
        let (path, id, vi, en) = names(dimension)
        return OpenAPI.Operation(
            .get,
            "/v1/metrics/\(path)",
            id: id,
            tag: .figures,
            summary: BilingualText(vi: vi, en: en),
            note: BilingualText(
                vi: "Mỗi dòng như số liệu tổng hợp. Dòng có mẫu số dưới \(Share.fewest) (small) không xếp hạng. " + counting.vi,
                en: "A row each, as the summary. Rows of fewer than \(Share.fewest) (`small`) are not ranked. " + counting.en
            ),
            parameters: OpenAPI.Parameter.figures + [.rankedBy, .compared, .ifNoneMatch],
            token: dimension == .agency ? .staff : .staffToo,
            answers: figures("FigureTable"),
            problems: dimension == .agency ? ProblemCode.staff + [.forbidden] : ProblemCode.figures
        )
    }

    private static func names(_ dimension: FigureDimension) -> (path: String, id: String, vi: String, en: String) {
        switch dimension {
        case .city, .unit: ("units", "compareUnits", "Số liệu theo đơn vị", "Figures of each unit")
        case .category: ("categories", "compareCategories", "Số liệu theo lĩnh vực", "Figures of each category")
        case .agency: ("agencies", "compareAgencies", "Số liệu theo cơ quan", "Figures of each desk")
        case .severity: ("severities", "compareSeverities", "Số liệu theo mức độ", "Figures of each severity")
        case .channel: ("channels", "compareChannels", "Số liệu theo kênh tiếp nhận", "Figures of each channel")
        }
    }

    private static let drawTimeseries = OpenAPI.Operation(
        .get,
        "/v1/metrics/timeseries",
        id: "drawTimeseries",
        tag: .figures,
        summary: BilingualText(vi: "Số liệu theo giờ, ngày, tuần, tháng", en: "Figures by hour, day, week or month"),
        note: BilingualText(
            vi:
                "open và overdue là số có ở cuối mỗi khoảng. Theo giờ: chỉ 90 ngày gần đây đến hết ngày mai, chỉ basis=activity. Số khoảng nhân số "
                + "đại lượng tối đa \(FigureTimeline.mostValues). " + counting.vi,
            en:
                "`open` and `overdue` are what there was at the end of each interval. By the hour: of the last 90 days until tomorrow and "
                + "`basis=activity` only. At most \(FigureTimeline.mostValues) values: intervals times what is shown of each. "
                + counting.en
        ),
        parameters: OpenAPI.Parameter.figures + [
            .filter(
                "interval",
                .choice(FigureInterval.self),
                "Khoảng, mặc định day; tuần từ thứ Hai.",
                "How long each is, `day` unless told; weeks from Monday.",
                "week"
            ),
            .filter(
                "measure",
                .text(pattern: "^[a-z0-9_.,]{1,2000}$"),
                "Các đại lượng, cách nhau bằng dấu phẩy: \(TimelineValue.names.joined(separator: ", ")).",
                "What is shown, by commas: \(TimelineValue.names.joined(separator: ", ")).",
                "filed,on_time_resolve"
            ), .ifNoneMatch,
        ],
        token: .staffToo,
        answers: figures("FigureTimeline"),
        problems: ProblemCode.figures
    )

    private static let readBacklog = OpenAPI.Operation(
        .get,
        "/v1/metrics/backlog",
        id: "readBacklog",
        tag: .figures,
        summary: BilingualText(
            vi: "Phản ánh chưa xong, lúc này hoặc một lúc đã qua",
            en: "What is open, now or at an instant that is past"
        ),
        note: BilingualText(
            vi:
                "Theo thời gian chờ, phần thời hạn đã dùng, trạng thái, đơn vị (quá hạn nhiều trước). Cán bộ được xem số liệu thấy thêm phản ánh quá hạn "
                + "lâu nhất.",
            en:
                "By how long it waits, how much of its time is used, where it stands, and units (most overdue first). Staff who read figures are "
                + "told which reports are overdue longest."
        ),
        parameters: OpenAPI.Parameter.figures.filter { !["from", "to", "basis"].contains($0.name) } + [
            .time("at", "Lúc muốn xem; mặc định lúc này.", "The instant; now unless told."), .ifNoneMatch,
        ],
        token: .staffToo,
        answers: figures("Backlog"),
        problems: ProblemCode.figures
    )

    private static let listSites = OpenAPI.Operation(
        .get,
        "/v1/metrics/sites",
        id: "listSites",
        tag: .figures,
        summary: BilingualText(vi: "Nơi bị phản ánh nhiều lần", en: "Places reported again and again"),
        note: BilingualText(
            vi:
                "Một vị trí (đã làm tròn như công khai) và một lĩnh vực có từ \(RepeatSite.fewest) phản ánh trong \(RepeatSite.days) ngày qua; nhiều "
                + "nhất trước.",
            en: "A place (snapped, as the public knows it) and a category with \(RepeatSite.fewest) reports or more in the last "
                + "\(RepeatSite.days) days; most first."
        ),
        parameters: [
            .filter("unit", .text, unitNote.vi, unitNote.en, "00004"),
            .filter("category", .text, "Mã lĩnh vực hoặc nhóm.", "The code of a category or of a group.", "road"), .limit, .ifNoneMatch,
        ],
        token: .staffToo,
        answers: figures("RepeatSites"),
        problems: ProblemCode.figures
    )

    private static let listReportsBehindFigure = OpenAPI.Operation(
        .get,
        "/v1/metrics/reports",
        id: "listReportsBehindFigure",
        tag: .figures,
        summary: BilingualText(vi: "Các phản ánh đứng sau một số liệu", en: "The reports behind a figure"),
        note: BilingualText(
            vi:
                "Đường dẫn có trong explain của các số liệu. Quản trị đơn vị chỉ xem của cơ quan mình. Chỉ nêu phản ánh mà người hỏi được xem: bí "
                + "mật nhà nước chỉ cơ quan điều phối, ở phường xã không có những gì phường xã không được biết; nên có thể ít hơn số liệu.",
            en:
                "Links to it are in the `explain` of figures. A unit's administrator lists those of their own desk. Reports are named that who asks "
                + "may see: state secrets by the coordinator's desk alone, and at a unit's desk none that are kept from units; so there may be fewer "
                + "than the figure says."
        ),
        parameters: OpenAPI.Parameter.figures.filter { $0.name != "explain" } + [
            OpenAPI.Parameter(
                place: .query,
                name: "measure",
                schema: OpenAPI.Schema.choice(
                    Measure.allCases.filter(\.isListed).map(\.rawValue) + MeasureGroup.allCases.map(\.rawValue)
                        + FigureStock.allCases.map(\.rawValue)
                ).example("resolve.missed"),
                note: BilingualText(vi: "Đại lượng.", en: "What was counted."),
                isRequired: true
            ),
            .time("at", "Với open, overdue: lúc đó; mặc định lúc này.", "Of `open` and `overdue`: the instant; now unless told."),
            .filter("severity", .choice(Severity.self), "Mức độ.", "A severity.", "urgent"),
            .filter("channel", .choice(Channel.self), "Kênh tiếp nhận.", "A channel.", "app"),
            .time("hour", "Chỉ việc xảy ra trong giờ bắt đầu từ lúc này.", "What happened in the hour that begins at this instant alone."),
            .limit, .cursor,
        ],
        token: .staff,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Một trang.", en: "A page."),
                headers: OpenAPI.Header.always + [.link],
                contents: [.json("ReportsBehindFigure"), OpenAPI.Content(mediaType: "text/csv", schema: .text)]
            )
        ],
        problems: ProblemCode.staff + [.forbidden]
    )

    private static func figures(_ schema: String) -> [OpenAPI.Answer] {
        [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Số liệu.", en: "The figures."),
                headers: OpenAPI.Header.versioned,
                contents: [.json(schema), OpenAPI.Content(mediaType: "text/csv", schema: .text)]
            ),
            .notModified,
        ]
    }

    fileprivate static let unitNote = BilingualText(
        vi:
            "Đơn vị: id, mã năm chữ số, district: và mã quận, huyện cũ (gần đúng: các đơn vị kế thừa dân cư; với units=filed thêm các đơn vị "
            + "của quận, huyện ấy), hoặc unknown: chưa rõ ở đâu.",
        en:
            "A unit, by id or code of five digits, `district:` and the code of a former district (approximate: the units that got its people; "
            + "with `units=filed` also its own), or `unknown`: where it is not known."
    )
}

extension ProblemCode {
    /// Of figures that anybody may read, and staff more of them.
    fileprivate static let figures: [ProblemCode] = staff
}

extension OpenAPI.Parameter {
    fileprivate static let figures: [OpenAPI.Parameter] = [
        time("from", "Từ ngày này; mặc định 30 ngày trọn gần nhất.", "From this day on; the last 30 full days unless told."),
        time("to", "Trước ngày này.", "Before this day."),
        filter("unit", .text, OpenAPI.Document.unitNote.vi, OpenAPI.Document.unitNote.en, "00004"),
        filter("category", .text, "Mã lĩnh vực hoặc nhóm.", "The code of a category or of a group.", "road"),
        filter("agency", .text, "Cơ quan: id; cho cán bộ được xem số liệu.", "A desk, by id; for staff who read its figures."),
        filter("basis", .choice(FigureBasis.self), "Mặc định activity.", "`activity` unless told.", "cohort"),
        filter(
            "units",
            .choice(UnitEra.self),
            "Theo địa giới hôm nay (mặc định) hay lúc gửi.",
            "By the boundaries of today, unless told, or of the filing.",
            "filed"
        ),
        filter(
            "explain",
            .choice(["true", "false"]),
            "true: kèm đường dẫn đến các phản ánh đứng sau từng số liệu.",
            "`true`: with links to the reports behind each figure.",
            "true"
        ),
    ]

    fileprivate static let rankedBy = filter(
        "rank_by",
        .choice(FigureRate.self),
        "Xếp hạng theo, mặc định on_time_resolve.",
        "What is compared, `on_time_resolve` unless told.",
        "satisfaction"
    )

    fileprivate static let compared = filter("compare", .choice(["before"]), "Kèm kỳ trước.", "With the period before.", "before")
}
