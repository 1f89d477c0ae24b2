import Domain
package import Hummingbird
package import Services

/// The public JSON API.
package enum APIRouter {
    /// Builds the responder of the API's listener.
    package static func responder(_ useCases: UseCases) -> RouterResponder<APIContext> {
        let table = table(useCases)
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestObservation())
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorMapping(routes: table))
        router.add(middleware: RequestLimits())
        for route in table.routes { router.on(RouterPath(route.path), method: route.method, use: route.handler) }
        return router.buildResponder()
    }

    /// Every route, on one page.
    static func table(_ useCases: UseCases) -> RouteTable {
        let reports = ReportController(filing: useCases.filing, reading: useCases.reading)
        let units = UnitController(units: useCases.units)
        let categories = CategoryController(categories: useCases.categories)
        let docs = DocsController(categories: useCases.categories)
        return RouteTable(routes: [
            .post("/v1/reports", reports.file),
            .get("/v1/reports/{code}", reports.report),
            .get("/v1/reports/{code}/timeline", reports.timeline),
            .get("/v1/categories", categories.tree),
            .get("/v1/categories/{code}", categories.category),
            .get("/v1/units", units.list),
            .get("/v1/units/locate", units.locate),
            .get("/v1/units/{code}", units.unit),
            .get("/openapi.json", docs.document),
            .get("/docs", docs.page),
            .get("/docs/danh-muc", docs.catalogue),
            .get("/docs/phananh.css", docs.stylesheet),
        ])
    }
}
