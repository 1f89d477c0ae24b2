import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let documentOperations: [OpenAPI.Operation] = [
        page(
            "/openapi.json",
            id: "readContract",
            BilingualText(vi: "Tài liệu này, dạng OpenAPI 3.1", en: "This contract as OpenAPI 3.1"),
            OpenAPI.Content(mediaType: "application/json", schema: .anyObject),
            ProblemCode.anywhere
        ),
        page(
            "/docs",
            id: "readDocumentation",
            BilingualText(vi: "Tài liệu này cho người đọc", en: "This contract for people"),
            html,
            ProblemCode.anywhere
        ),
        page(
            "/docs/danh-muc",
            id: "readCatalogue",
            BilingualText(vi: "Danh mục lĩnh vực và thời hạn, để in", en: "Categories and time limits, for printing"),
            html,
            ProblemCode.stored
        ),
        page(
            "/docs/phananh.css",
            id: "readStylesheet",
            BilingualText(vi: "Trình bày của các trang trên", en: "The style of these pages"),
            OpenAPI.Content(mediaType: "text/css", schema: .text),
            ProblemCode.anywhere
        ),
    ]

    private static let html = OpenAPI.Content(mediaType: "text/html", schema: .text)

    private static func page(
        _ path: String,
        id: String,
        _ summary: BilingualText,
        _ content: OpenAPI.Content,
        _ problems: [ProblemCode]
    ) -> OpenAPI.Operation {
        OpenAPI.Operation(
            .get,
            path,
            id: id,
            tag: .documents,
            summary: summary,
            parameters: [.ifNoneMatch],
            answers: [
                OpenAPI.Answer(status: .ok, note: summary, headers: OpenAPI.Header.versioned, contents: [content]), .notModified,
            ],
            problems: problems
        )
    }
}
