import Domain
import JSON

/// Answers of the service itself, with made-up reports.
extension OpenAPI.Content.Example {
    static let filings: [OpenAPI.Content.Example] = [
        OpenAPI.Content.Example(
            name: "pin",
            summary: BilingualText(vi: "Có vị trí trên bản đồ", en: "With a pin"),
            value: [
                "category": "road.pothole", "description": "Ổ gà sâu trước cổng chợ",
                "location": ["lat": 21.039446, "lon": 105.836365, "accuracy_m": 8], "attributes": ["size": "large"],
                "reporter": ["phone": "0912 345 678"],
            ]
        ),
        OpenAPI.Content.Example(
            name: "address",
            summary: BilingualText(
                vi: "Chỉ có địa chỉ: điều phối viên Thành phố tìm đơn vị",
                en: "An address alone: the city's coordinator finds the unit"
            ),
            value: [
                "category": "road.sidewalk", "description": "Vỉa hè sụt, người đi bộ phải xuống lòng đường",
                "address": "Số 5 ngõ 12 phố Hàng Bông", "occurred_at": "2026-02-13T16:30:00+07:00",
            ]
        ),
    ]

    static let filed = OpenAPI.Content.Example(
        name: "filed",
        summary: BilingualText(vi: "Đã ghi nhận", en: "Recorded"),
        value: .members(
            [
                ("id", .string(reportID)), ("code", "HN-26-7K3F9Q-3"),
                ("tracking_token", "trk_ESFFDyLM_nrt6oWZY6pxMeiuip_4Js7Yr6HKYCR-0Jk"),
            ] + standing + [
                (
                    "routing",
                    [
                        "method": "point", "confidence": "medium", "boundary_version": boundaries, "distance_to_border_m": .null,
                        "candidates": [],
                        "advice": "Ranh giới đang dùng là gần đúng; đơn vị nhận có thể chuyển tiếp, thời hạn không thay đổi.",
                    ]
                )
            ]
        )
    )

    static let publicReport = OpenAPI.Content.Example(
        name: "public",
        summary: BilingualText(vi: "Ai cũng thấy", en: "What anybody sees"),
        value: .members(
            [("id", .string(reportID)), ("code", "HN-26-7K3F9Q-3")] + standing + [
                ("routing", ["method": "point", "boundary_version": boundaries]), ("updated_at", "2026-11-24T07:05:30+07:00"),
                ("point", ["lat": 21.039528, "lon": 105.836347]), ("text", .null),
                ("followers", 3), ("attachments", []),
            ]
        )
    )

    static let ofPlace = OpenAPI.Content.Example(
        name: "nearBorder",
        summary: BilingualText(vi: "Gần ranh giới", en: "Near a border"),
        value: [
            "unit": unit("00070", "Hoàn Kiếm", "01a20adf-33ab-720c-9442-89c15d61fa30"), "confidence": "low", "distance_to_border_m": 23.4,
            "candidates": [["unit": unit("00082", "Cửa Nam", "01a20adf-33ab-72a7-90a2-5b3fc637db33"), "distance_m": 23.4]],
            "boundary_version": boundaries,
        ]
    )

    private static let reportID = "01a20adf-36d3-7189-ae2f-9668de01df5f"

    private static let boundaries: JSONValue = [
        "id": "87fafb04-86e5-40c0-b3e9-e00ffbf7f6b1", "title": "Ranh giới gần đúng", "approximate": true,
    ]

    private static let standing: [(String, JSONValue?)] = [
        ("status", "submitted"), ("status_group", "cho_xu_ly"), ("status_label", "Chờ tiếp nhận"),
        ("created_at", "2026-11-24T07:05:30+07:00"), ("category", ["code": "road.pothole", "name": "Ổ gà, mặt đường hỏng"]),
        ("unit", unit("00004", "Ba Đình", "01a20adf-33ab-78b7-b951-ee69e2544b6e")),
        (
            "agency",
            ["id": "01a20adf-33d6-7c91-ba9c-5ce9200ef1cd", "name": "Ủy ban nhân dân phường Ba Đình", "kind": "committee"]
        ),
        (
            "sla",
            [
                "policy": [
                    "name": "Bình thường", "version": 1,
                    "legal_basis": "Tiếp nhận: Quyết định 1207/QĐ-UBND ngày 28/02/2025. Giải quyết: chưa có căn cứ.", "confirmed": false,
                ],
                "severity": "normal",
                "acknowledge": [
                    "state": "running", "due_at": "2026-11-25T17:30:00+07:00", "counts_from": "2026-11-25T08:00:00+07:00",
                ],
                "resolve": ["state": "pending", "projected_due_at": "2026-12-02T17:30:00+07:00"],
            ]
        ),
        ("publication", "pending"),
    ]

    private static func unit(_ code: String, _ name: String, _ id: String) -> JSONValue {
        [
            "id": .string(id), "code": .string(code), "name": .string(name), "full_name": .string("Phường \(name)"), "kind": "ward",
            "kind_label": "Phường",
        ]
    }
}
