import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let unitOperations: [OpenAPI.Operation] = [listUnits, locate, readUnit]

    private static let listUnits = OpenAPI.Operation(
        .get,
        "/v1/units",
        id: "listUnits",
        tag: .units,
        summary: BilingualText(vi: "Phường, xã của một ngày", en: "Wards and communes of a day"),
        note: BilingualText(
            vi: "Accept: application/geo+json cho đường ranh giới (không có ETag).",
            en: "Accept: application/geo+json gives the outlines (without ETag)."
        ),
        parameters: [.at, .limit, .cursor, .ifNoneMatch],
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Một trang, theo mã.", en: "A page, by code."),
                headers: [.unlessGeoJSON(.eTag), .link] + OpenAPI.Header.always,
                contents: [.json("UnitList"), .geoJSON("UnitFeatureCollection")]
            ),
            .notModified,
        ],
        problems: ProblemCode.stored
    )

    private static let readUnit = OpenAPI.Operation(
        .get,
        "/v1/units/{code}",
        id: "readUnit",
        tag: .units,
        summary: BilingualText(vi: "Một phường, xã", en: "One ward or commune"),
        note: BilingualText(
            vi: "Accept: application/geo+json cho đường ranh giới.",
            en: "Accept: application/geo+json gives the outline."
        ),
        parameters: [.unitCode, .at, .ifNoneMatch],
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(vi: "Đơn vị có mã ấy vào ngày ấy.", en: "The unit that had the code on the day."),
                headers: OpenAPI.Header.versioned,
                contents: [.json("UnitDetails"), .geoJSON("UnitFeature")]
            ),
            .notModified,
        ],
        problems: ProblemCode.stored + [.notFound]
    )

    private static let locate = OpenAPI.Operation(
        .get,
        "/v1/units/locate",
        id: "locate",
        tag: .units,
        summary: BilingualText(vi: "Nơi này ai phụ trách", en: "Who is responsible at a place"),
        note: BilingualText(
            vi: "Ngoài Hà Nội: 200 với unit là null và reason.",
            en: "Outside Hanoi: 200 with a null unit and a reason."
        ),
        parameters: [
            .degrees("lat", 90, "Vĩ độ, WGS 84.", "Latitude, WGS 84.", 21.0285),
            .degrees("lon", 180, "Kinh độ, WGS 84.", "Longitude, WGS 84.", 105.8542), .at,
        ],
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(
                    vi: "Đơn vị phụ trách, mức chắc chắn và các đơn vị giáp ranh gần đó.",
                    en: "The unit responsible, how sure that is, and units whose border runs near."
                ),
                headers: OpenAPI.Header.always,
                contents: [.json("Place", .ofPlace)]
            )
        ],
        problems: ProblemCode.stored
    )
}
