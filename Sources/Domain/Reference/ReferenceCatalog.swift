package import FoundationEssentials

/// A published working calendar, ready to count with.
package struct PublishedCalendar: Sendable {
    package let code: String
    package let version: Int
    package let calendar: WorkingCalendar

    package init(code: String, version: Int, calendar: WorkingCalendar) {
        self.code = code
        self.version = version
        self.calendar = calendar
    }
}

/// Everything that changes rarely, as of one epoch: each instance keeps one in memory.
package struct ReferenceCatalog: Sendable, CategoryLookup {
    /// Grows with every change of the tables behind it.
    package let epoch: Int
    /// Units of every era, by id.
    package let units: [UUID: AdministrativeUnit]
    package let agencies: [UUID: Agency]
    /// Categories in force, groups before their leaves, in order of display.
    package let categories: [Category]
    /// Categories that are no more: reports of them are.
    package let formerCategories: [Category]
    /// What categories were called in each of their versions: reports keep the name they were filed under.
    package let categoryNames: [CategoryVersion: CategoryName]
    /// Every version of the boundaries, drafts too.
    package let boundaryVersions: [UUID: BoundaryVersionSummary]
    package let routing: RoutingTable
    /// In force: what new reports are given.
    package let policies: [SLAPolicy]
    /// By code.
    package let calendars: [String: PublishedCalendar]
    /// What clocks are computed with; knows every version of the policies.
    package let rules: SLARules
    /// What people are told of a refusal.
    package let refusals: [RefusalCode: RefusalReason]
    private let categoriesByCode: [String: Category]
    private let agenciesByCode: [String: Agency]

    package init(
        epoch: Int,
        units: [AdministrativeUnit],
        agencies: [Agency],
        categories: [Category],
        formerCategories: [Category] = [],
        categoryNames: [CategoryVersion: CategoryName] = [:],
        boundaryVersions: [BoundaryVersionSummary] = [],
        routing: RoutingTable,
        policies: [SLAPolicy],
        calendars: [PublishedCalendar],
        rules: SLARules,
        refusals: [RefusalReason] = []
    ) {
        self.epoch = epoch
        self.units = Dictionary(units.map { ($0.id, $0) }) { first, _ in first }
        self.agencies = Dictionary(agencies.map { ($0.id, $0) }) { first, _ in first }
        self.categories = categories
        self.formerCategories = formerCategories
        self.categoryNames = categoryNames
        self.boundaryVersions = Dictionary(boundaryVersions.map { ($0.id, $0) }) { first, _ in first }
        self.routing = routing
        self.policies = policies
        self.calendars = Dictionary(calendars.map { ($0.code, $0) }) { first, _ in first }
        self.rules = rules
        self.refusals = Dictionary(refusals.map { ($0.code, $0) }) { first, _ in first }
        categoriesByCode = Dictionary(categories.map { ($0.code, $0) }) { first, _ in first }
        agenciesByCode = Dictionary(agencies.map { ($0.code, $0) }) { first, _ in first }
    }

    package func category(_ code: String) -> Category? {
        categoriesByCode[code]
    }

    /// The desk of a code, which is of plain characters.
    package func agency(_ code: String) -> Agency? {
        agenciesByCode[code]
    }

    /// Units that exist on a day, by code.
    package func units(on day: CivilDate) -> [AdministrativeUnit] {
        units.values
            .filter { $0.exists(on: day) }
            .sorted { $0.code < $1.code }
    }

    /// Codes from the group down to the category itself.
    package func path(of category: Category) -> [String] {
        categories.filter { $0.id == category.parentID }.map(\.code) + [category.code]
    }

    /// Whether reports of a category go to the coordinator by a rule, and so to no unit's desk: it may be the one they are about.
    /// Of a category that is not in force nobody can tell: it counts as one.
    package func isKeptFromUnits(_ category: UUID?, in unit: UUID?) -> Bool {
        guard let category = categories.first(where: { $0.id == category }) else { return true }
        return routing.namesCoordinator(for: category, in: unit)
    }

    /// The leaves of a group, in order.
    package func leaves(of group: Category) -> [Category] {
        categories.filter { $0.parentID == group.id }
    }
}
