import Domain
import Foundation
import Testing

/// A catalogue of two groups with two categories each, two units and a former one, the office's calendar and one that never closes.
enum PolicyCity {
    static let ward = unit(31, "00004", "2025-07-01")
    static let commune = unit(32, "00097", "2025-07-01")
    static let former = unit(33, "00009", "2000-01-01", until: "2025-07-01")
    static let now = hanoi("2026-03-02 08:00")

    static let categories = [
        category(41, "road", nil), category(42, "road.pothole", 41), category(43, "road.sign", 41), category(44, "tree", nil),
        category(45, "tree.fallen", 44), category(46, "tree.pruning", 44),
    ]

    static func catalog(_ policies: [SLAPolicy] = [policy(51, "default")]) throws -> ReferenceCatalog {
        let coordinator = Agency(
            id: testID(61),
            code: "coordinator",
            kind: .coordinator,
            name: BilingualText(vi: "Đầu mối", en: "Coordinator"),
            unitID: nil
        )
        let office = try WorkingCalendar(expanding: OfficeCalendar.definition())
        let always = try WorkingCalendar(expanding: OfficeCalendar.alwaysOpen())
        return ReferenceCatalog(
            epoch: 1,
            units: [ward, commune, former],
            agencies: [coordinator],
            categories: categories,
            routing: try #require(RoutingTable(agencies: [coordinator], rules: [])),
            policies: policies,
            calendars: [
                PublishedCalendar(code: "office", version: 1, calendar: office),
                PublishedCalendar(code: "always", version: 1, calendar: always),
            ],
            rules: try SLARules(policies: policies, calendars: ["office": office, "always": always])
        )
    }

    static func policy(_ number: UInt8, _ code: String, _ scope: SLAPolicy.Scope = SLAPolicy.Scope()) -> SLAPolicy {
        SLAPolicy(
            id: testID(number),
            code: code,
            version: 3,
            nameVi: code,
            nameEn: code,
            scope: scope,
            acknowledge: SLAPolicy.Limit(seconds: 28_800),
            resolve: SLAPolicy.Limit(seconds: 144_000),
            calendarKey: "office",
            nominalDaySeconds: 28_800
        )
    }

    private static func unit(_ number: UInt8, _ code: String, _ from: String, until: String? = nil) -> AdministrativeUnit {
        AdministrativeUnit(
            id: testID(number),
            code: code,
            kind: .ward,
            name: BilingualText(vi: code, en: code),
            fullName: BilingualText(vi: code, en: code),
            validFrom: OfficeCalendar.date(from),
            validTo: until.map(OfficeCalendar.date)
        )
    }

    private static func category(_ number: UInt8, _ code: String, _ parent: UInt8?) -> Domain.Category {
        Domain.Category(
            id: testID(number),
            code: code,
            version: 1,
            parentID: parent.map(testID),
            position: 0,
            name: BilingualText(vi: code, en: code),
            treatment: parent.map { _ in Treatment(severity: .normal, sensitivity: .listed) },
            evidenceRequired: false,
            legalBasis: nil,
            emergencyNumbers: [],
            attributes: []
        )
    }
}
