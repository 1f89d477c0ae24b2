import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let publicReportOperations: [OpenAPI.Operation] = [listReports, findSimilarReports]

    private static let listReports = OpenAPI.Operation(
        .get,
        "/v1/reports",
        id: "listReports",
        tag: .reports,
        summary: BilingualText(vi: "Danh sách phản ánh công khai", en: "List what is public of reports"),
        note: BilingualText(
            vi:
                "Mới gửi trước. Nội dung và ảnh có khi đã được công khai, vị trí đã làm tròn; lĩnh vực không công khai không có ở đây. Nhiều giá "
                + "trị cách nhau bằng dấu phẩy. Accept: application/geo+json cho GeoJSON.",
            en:
                "The newest first. Text and pictures are there once published, places are snapped, categories that are not public are not here. "
                + "Several values are separated by commas. Accept: application/geo+json gives GeoJSON."
        ),
        parameters: OpenAPI.Parameter.publicList,
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Một trang của danh sách.", en: "A page of the list."),
                headers: [.link] + OpenAPI.Header.versioned,
                contents: [.json("ReportList"), .geoJSON("ReportFeatureCollection")]
            ),
            .notModified,
        ],
        problems: ProblemCode.stored
    )

    private static let findSimilarReports = OpenAPI.Operation(
        .get,
        "/v1/reports/similar",
        id: "findSimilarReports",
        tag: .reports,
        summary: BilingualText(vi: "Phản ánh gần đây, gần đó: gửi mới hay theo dõi?", en: "What was reported near by: file or follow?"),
        note: BilingualText(
            vi:
                "Phản ánh đang xử lý và phản ánh xong trong \(SimilarReport.reachDays) ngày qua, gần nhất trước, tối đa \(SimilarReport.most). "
                + "Khoảng cách tính đến vị trí công khai (đã làm tròn).",
            en:
                "Reports that are open, and those that were done with in the last \(SimilarReport.reachDays) days: the nearest first, "
                + "\(SimilarReport.most) at most. Distances are to the points that are public, which are snapped."
        ),
        parameters: [
            .degrees("lat", 90, "Vĩ độ, WGS 84.", "Latitude, WGS 84.", 21.0285),
            .degrees("lon", 180, "Kinh độ, WGS 84.", "Longitude, WGS 84.", 105.8542),
            .filter("category", .text, "Mã lĩnh vực hoặc nhóm.", "Codes of categories or groups.", "road.pothole"),
            .filter(
                "radius_m",
                .number(minimum: 1, maximum: SimilarReport.mostRadiusM),
                "Bán kính, mặc định \(Int(SimilarReport.standardRadiusM)) m.",
                "How far, \(Int(SimilarReport.standardRadiusM)) m unless told.",
                300
            ),
            .filter(
                "q",
                .text(length: 0...ReportLimits.description),
                "Nội dung định gửi: mỗi phản ánh đã công khai có likeness; cùng một điểm thì giống nhất trước.",
                "What is to be reported: published reports tell their `likeness`, and of those at one point the likest comes first.",
                "o ga truoc cong cho"
            ),
        ],
        answers: [
            .versioned("SimilarReports", BilingualText(vi: "Gần nhất trước.", en: "The nearest first.")), .notModified,
        ],
        problems: ProblemCode.stored
    )
}

extension OpenAPI.Parameter {
    fileprivate static let publicList: [OpenAPI.Parameter] = [
        filter(
            "bbox",
            .text(pattern: #"^-?[0-9.]{1,20}(,-?[0-9.]{1,20}){3}$"#),
            "Khung bản đồ minLon,minLat,maxLon,maxLat; theo vị trí công khai.",
            "A box, `minLon,minLat,maxLon,maxLat`, by points that are public.",
            "105.8,21.0,105.9,21.1"
        ),
        filter("unit", .text, "Đơn vị: id hoặc mã năm chữ số.", "Units, by id or code of five digits.", "00004"),
        filter("category", .text, "Mã lĩnh vực hoặc nhóm.", "Codes of categories or groups.", "road.pothole"),
        values("status", of: ReportStatus.allCases.map(\.rawValue), "Trạng thái.", "Statuses.", "submitted,acknowledged"),
        time("from", "Gửi từ thời điểm này.", "Filed at this time or later."), time("to", "Gửi trước thời điểm này.", "Filed before."),
        time("updated_since", "Có thay đổi công khai từ thời điểm này.", "With something new for the public at this time or later."),
        filter(
            "q",
            .text(length: 1...ReportQuestion.longest),
            "Mọi từ này, có dấu hay không dấu, trong nội dung đã công khai.",
            "All these words, with or without marks, in the published text.",
            "o ga cho"
        ), .limit, .cursor, .ifNoneMatch,
    ]
}
