import Domain
import Hummingbird
import JSON

extension OpenAPI {
    /// The contract of the API: what is served at `/openapi.json`, and what the pages for people are made from.
    struct Document: Sendable {
        /// Version of the contract; its first number is the one in the paths.
        static let version = "1.0.0"
        static let trackingScheme = "trackingToken"
        static let citizenScheme = "citizenToken"
        static let staffScheme = "staffToken"
        static let clientScheme = "clientToken"

        let operations: [Operation]
        /// By name, in the order in which they are shown.
        let schemas: [(name: String, schema: Schema)]

        static let v1 = Document(
            operations: reportOperations + publicReportOperations + changeOperations
                + takingPartOperations + reporterOperations + attachmentOperations
                + citizenOperations
                + ownDataRequestOperations
                + providerOperations
                + sessionOperations
                + identityOperations + staffOperations
                + reviewOperations + templateOperations
                + trainingOperations + accountOperations + deskOperations + administrationOperations + policyOperations
                + routingRuleOperations + dataRequestOperations + legalHoldOperations + clientOperations + categoryOperations
                + unitOperations + auditOperations + figureOperations + periodOperations + documentOperations,
            schemas: reportSchemas + publicReportSchemas + changeSchemas
                + takingPartSchemas + reporterSchemas + attachmentSchemas + citizenSchemas
                + staffSchemas + reviewSchemas + templateSchemas
                + trainingSchemas + accountSchemas
                + administrationSchemas
                + policySchemas + routingRuleSchemas + clientSchemas + dataRequestSchemas + legalHoldSchemas + routingSchemas
                + categorySchemas
                + unitSchemas + auditSchemas + figureSchemas + periodSchemas + problemSchemas
        )

        static let title = BilingualText(
            vi: "PhanAnh – phản ánh hiện trường tại Hà Nội",
            en: "PhanAnh – citizens' reports in Hanoi"
        )

        /// What holds for every operation.
        static let rules: [BilingualText] = [
            BilingualText(
                vi: "JSON mã hóa UTF-8. Thời điểm theo RFC 3339 có múi giờ; ngày là ngày tại Hà Nội. Trường hoặc tham số lạ: 422.",
                en: "JSON in UTF-8. Times follow RFC 3339 with an offset; days are Hanoi days. Unknown members and parameters: 422."
            ),
            BilingualText(
                vi: "Lỗi là application/problem+json (RFC 9457) với code được liệt kê đủ ở đây; mọi trường bị từ chối được nêu cùng lúc "
                    + "(tối đa \(Problem.mostErrors)).",
                en: "Errors are application/problem+json (RFC 9457) with a code that is listed here; all refused fields are named at once "
                    + "(\(Problem.mostErrors) at most)."
            ),
            BilingualText(
                vi: "Mỗi GET cũng trả lời HEAD. Phương thức khác: 405 kèm Allow; đường dẫn không có: 404.",
                en: "Each GET also answers HEAD. Other methods: 405 with Allow; a path that does not exist: 404."
            ),
            BilingualText(
                vi:
                    "Ứng dụng đăng ký gửi Authorization: Bearer hnc_… với mọi yêu cầu không dành cho cán bộ, hoặc PhanAnh-Client: hnc_… bên "
                    + "cạnh mã khác; mã không có hiệu lực: 401.",
                en:
                    "A registered client sends Authorization: Bearer hnc_… with any request that is not for staff, or PhanAnh-Client: hnc_… "
                    + "beside another token; one that is not in force: 401."
            ),
            BilingualText(
                vi: "v1 chỉ thay đổi bằng cách thêm: trường, giá trị, mã lỗi, tham số tùy chọn, đường dẫn. Ứng dụng phải bỏ qua trường lạ "
                    + "trong trả lời, dù tài liệu này (bản đúng lúc này) ghi additionalProperties: false. "
                    + "Phần sắp bỏ được báo trước một năm bằng Deprecation và Sunset.",
                en: "v1 changes only by addition: of members, values, error codes, optional parameters, paths. Clients must ignore members "
                    + "they do not know, though this document, exact for today, says additionalProperties: false. "
                    + "What is to go is announced a year ahead by Deprecation and Sunset."
            ),
        ]

        /// What a path that does not exist, or not for the method, answers.
        static let noOperation: [(name: String, code: ProblemCode)] = [
            ("NoSuchPath", .notFound), ("MethodNotAllowed", .methodNotAllowed),
        ]
    }
}

extension OpenAPI.Document {
    /// The whole document.
    var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": .string(Self.title.line), "version": .string(Self.version),
                "description": .string(Self.rules.map(\.paragraphs).joined(separator: "\n\n")),
            ],
            "servers": [["url": "/"]],
            "tags": .array(OpenAPI.Operation.Tag.allCases.map { ["name": .string($0.rawValue), "description": .string($0.title.line)] }),
            "paths": paths,
            "components": [
                "schemas": .members(schemas.map { ($0.name, $0.schema.json) }),
                "responses": .members(Self.noOperation.map { ($0.name, OpenAPI.Refusal([$0.code]).json) }),
                "securitySchemes": .members([
                    (
                        Self.trackingScheme,
                        Self.scheme(
                            "trk_",
                            "Mã theo dõi (trk_…) nhận khi gửi phản ánh; có mã thì xem được dữ liệu của chính mình.",
                            "The tracking token (trk_…) that the filing was answered with; with it reporters see their own data."
                        )
                    ),
                    (
                        Self.clientScheme,
                        Self.scheme("hnc_", "Mã truy cập (hnc_…) của ứng dụng đăng ký.", "The token (hnc_…) of a registered client.")
                    ),
                    (
                        Self.citizenScheme,
                        Self.scheme("hnz_", "Phiên đăng nhập (hnz_…) của người dân.", "A citizen's session (hnz_…).")
                    ),
                    (
                        Self.staffScheme,
                        Self.scheme("hn_", "Mã truy cập (hn_…) của cán bộ.", "The token (hn_…) of somebody of staff.")
                    ),
                ]),
            ],
        ]
    }

    private var paths: JSONValue {
        var methods: [String: [(String, JSONValue?)]] = [:]
        var order: [String] = []
        for operation in operations {
            if methods[operation.path] == nil { order.append(operation.path) }
            methods[operation.path, default: []].append((operation.method.rawValue.lowercased(), operation.json))
        }
        return .members(order.map { ($0, .members(methods[$0] ?? [])) })
    }

    private static func scheme(_ format: JSONValue, _ vi: String, _ en: String) -> JSONValue {
        ["type": "http", "scheme": "bearer", "bearerFormat": format, "description": .string(BilingualText(vi: vi, en: en).paragraphs)]
    }
}

extension OpenAPI.Operation.Tag {
    /// What people read.
    var title: BilingualText {
        switch self {
        case .reports: BilingualText(vi: "Phản ánh", en: "Reports")
        case .changes: BilingualText(vi: "Thay đổi", en: "Changes")
        case .attachments: BilingualText(vi: "Tệp đính kèm", en: "Attachments")
        case .citizens: BilingualText(vi: "Người dân", en: "Citizens")
        case .staff: BilingualText(vi: "Cán bộ", en: "Staff")
        case .sessions: BilingualText(vi: "Đăng nhập", en: "Signing in")
        case .accounts: BilingualText(vi: "Tài khoản và cơ quan", en: "Accounts and desks")
        case .administration: BilingualText(vi: "Quản trị", en: "Administration")
        case .audit: BilingualText(vi: "Nhật ký", en: "Audit")
        case .figures: BilingualText(vi: "Số liệu", en: "Figures")
        case .categories: BilingualText(vi: "Lĩnh vực", en: "Categories")
        case .units: BilingualText(vi: "Đơn vị hành chính", en: "Administrative units")
        case .documents: BilingualText(vi: "Tài liệu", en: "Documents")
        }
    }
}
