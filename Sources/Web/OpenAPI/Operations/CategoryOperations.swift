import Domain
import HTTPTypes
import JSON

extension OpenAPI.Document {
    static let categoryOperations: [OpenAPI.Operation] = [listCategories, readCategory]

    private static let listCategories = OpenAPI.Operation(
        .get,
        "/v1/categories",
        id: "listCategories",
        tag: .categories,
        summary: BilingualText(vi: "Cây lĩnh vực", en: "The tree of categories"),
        parameters: [.ifNoneMatch],
        answers: [
            .versioned("CategoryTree", BilingualText(vi: "Toàn bộ, không chia trang.", en: "All of it, in one page.")), .notModified,
        ],
        problems: ProblemCode.stored
    )

    private static let readCategory = OpenAPI.Operation(
        .get,
        "/v1/categories/{code}",
        id: "readCategory",
        tag: .categories,
        summary: BilingualText(vi: "Một lĩnh vực hoặc nhóm", en: "One category or group"),
        parameters: [.categoryCode, .ifNoneMatch],
        answers: [
            OpenAPI.Answer(
                status: .ok,
                note: BilingualText(
                    vi: "Lĩnh vực, hoặc nhóm với các lĩnh vực của nó.",
                    en: "The category, or the group with its categories."
                ),
                headers: OpenAPI.Header.versioned,
                contents: [
                    OpenAPI.Content(
                        mediaType: "application/json",
                        schema: OpenAPI.Schema(.either([.named("Category"), .named("CategoryGroup")]))
                    )
                ]
            ),
            .notModified,
        ],
        problems: ProblemCode.stored + [.notFound]
    )
}
