import Domain
package import Hummingbird
package import Services

/// The use cases the API offers.
package struct APIServices: Sendable {
    let filing: ReportFiling
    let reading: ReportReading
    let units: UnitDirectory
    let categories: CategoryDirectory

    package init(filing: ReportFiling, reading: ReportReading, units: UnitDirectory, categories: CategoryDirectory) {
        self.filing = filing
        self.reading = reading
        self.units = units
        self.categories = categories
    }
}

/// The public JSON API.
package enum APIRouter {
    /// Builds the responder of the API's listener.
    package static func responder(_ services: APIServices) -> RouterResponder<APIContext> {
        let table = table(services)
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestObservation())
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorMapping(routes: table))
        router.add(middleware: RequestLimits())
        for route in table.routes { router.on(RouterPath(route.path), method: route.method, use: route.handler) }
        return router.buildResponder()
    }

    /// Every route, on one page.
    static func table(_ services: APIServices) -> RouteTable {
        let reports = ReportController(filing: services.filing, reading: services.reading)
        let units = UnitController(units: services.units)
        let categories = CategoryController(categories: services.categories)
        return RouteTable(routes: [
            .post("/v1/reports", reports.file),
            .get("/v1/reports/{code}", reports.report),
            .get("/v1/reports/{code}/timeline", reports.timeline),
            .get("/v1/categories", categories.tree),
            .get("/v1/categories/{code}", categories.category),
            .get("/v1/units", units.list),
            .get("/v1/units/locate", units.locate),
            .get("/v1/units/{code}", units.unit),
        ])
    }
}
