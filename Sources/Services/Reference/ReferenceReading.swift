internal import Domain
internal import Foundation
internal import Store

/// Reads and checks the reference files.
struct ReferenceReading {
    private(set) var data = ReferenceData()
    private(set) var warnings: [String] = []
    private let folder: ReferenceFolder
    private let now: Instant

    /// The resolution that made the units of 1 July 2025 out of the former ones.
    private static let successionLaw = "1656/NQ-UBTVQH15"

    init(folder: ReferenceFolder, now: Instant) throws {
        self.folder = folder
        self.now = now
        data.units = try currentUnits() + formerUnits()
        data.successions = try successions()
        data.agencies = try agencies()
        data.categories = try categories()
        data.rules = try rules()
        data.calendars = try calendars()
        data.policies = try policies()
    }

    private func currentUnits() throws -> [ReferenceData.Unit] {
        try folder.rows("units.csv").map { row in
            let name = BilingualText(vi: try row.text("name"), en: try row.text("name_en"))
            let unit = AdministrativeUnit(
                id: .next(),
                code: try row.text("code"),
                kind: try row.value("kind", UnitKind.init),
                name: name,
                fullName: BilingualText(vi: try row.text("full_name"), en: try row.text("full_name_en")),
                areaKm2: try row.value("area_km2", Double.init),
                population: try row.value("population") { Int($0) },
                point: Pin(
                    latitude: try row.value("point_lat", Double.init),
                    longitude: try row.value("point_lon", Double.init)
                ),
                officeAddress: row.optional("office_address"),
                validFrom: try row.value("valid_from") { CivilDate($0) }
            )
            return ReferenceData.Unit(unit: unit, searchKey: SearchKey.folded(name.vi))
        }
    }

    /// Former units are known by name and district only; since when they existed is not recorded.
    private func formerUnits() throws -> [ReferenceData.Unit] {
        try folder.rows("former-units.csv").map { row in
            let kind = try row.value("kind", UnitKind.init)
            let name = try row.text("name")
            let latin = SearchKey.folded(name).split(separator: " ").map(\.capitalized).joined(separator: " ")
            let unit = AdministrativeUnit(
                id: .next(),
                code: try row.text("code"),
                kind: kind,
                name: BilingualText(vi: name, en: latin),
                fullName: BilingualText(vi: try row.text("full_name"), en: "\(latin) \(kind.label.en)"),
                validFrom: CivilDate(daysSince1970: .min),
                validTo: try row.value("valid_to") { CivilDate($0) }
            )
            return ReferenceData.Unit(
                unit: unit,
                searchKey: SearchKey.folded(name),
                districtCode: try row.text("district_code"),
                districtName: try row.text("district_name")
            )
        }
    }

    private func successions() throws -> [ReferenceData.Succession] {
        let current = Set(data.units.filter { $0.unit.validTo == nil }.map(\.unit.code))
        let former = Dictionary(data.units.compactMap { unit in unit.unit.validTo.map { (unit.unit.code, $0) } }) { first, _ in first }
        return try folder.rows("unit-succession.csv").map { row in
            let predecessor = try row.text("predecessor_code")
            let successor = try row.text("successor_code")
            guard let day = former[predecessor], current.contains(successor) else { throw row.fault("no such units") }
            return ReferenceData.Succession(
                predecessor: predecessor,
                successor: successor,
                on: day,
                kind: try row.text("kind"),
                certainty: try row.text("certainty"),
                legalRef: Self.successionLaw,
                clause: try row.value("clause") { Int($0) }
            )
        }
    }

    private func agencies() throws -> [ReferenceData.Agency] {
        let city = try folder.rows("agencies.csv").map { row in
            ReferenceData.Agency(
                id: .next(),
                code: try row.text("code"),
                kind: try row.value("kind", AgencyKind.init),
                name: BilingualText(vi: try row.text("name"), en: try row.text("name_en")),
                shortName: try row.text("short_name"),
                unitCode: nil
            )
        }
        return city + data.units.map(\.unit).filter { $0.validTo == nil }.flatMap(Self.desks)
    }

    /// Every unit has a people's committee and a police desk.
    private static func desks(of unit: AdministrativeUnit) -> [ReferenceData.Agency] {
        let place = "\(unit.kind.label.vi.lowercased()) \(unit.name.vi)"
        return [
            ReferenceData.Agency(
                id: .next(),
                code: "committee-\(unit.code)",
                kind: .committee,
                name: BilingualText(vi: "Ủy ban nhân dân \(place)", en: "People's Committee of \(unit.fullName.en)"),
                shortName: "UBND \(place)",
                unitCode: unit.code
            ),
            ReferenceData.Agency(
                id: .next(),
                code: "police-\(unit.code)",
                kind: .police,
                name: BilingualText(vi: "Công an \(place)", en: "Police of \(unit.fullName.en)"),
                shortName: "CA \(place)",
                unitCode: unit.code
            ),
        ]
    }

    private func categories() throws -> [ReferenceData.Category] {
        let file: ReferenceFiles.Categories = try folder.json("categories.json")
        return try file.groups.enumerated().flatMap { position, group in
            let leaves = try group.children.enumerated().map { try leaf($0.element, of: group.code, at: $0.offset) }
            return [
                ReferenceData.Category(
                    id: .next(),
                    code: group.code,
                    parent: nil,
                    position: position,
                    name: BilingualText(vi: group.vi, en: group.en),
                    treatment: nil,
                    evidenceRequired: false,
                    legalBasis: nil,
                    emergency: [],
                    alsoAgencies: [],
                    attributesJSON: "[]",
                    digest: try ReferenceDigest.of([group.code, group.vi, group.en, String(position)])
                )
            ] + leaves
        }
    }

    private func leaf(_ leaf: ReferenceFiles.Categories.Leaf, of group: String, at position: Int) throws -> ReferenceData.Category {
        guard let severity = Severity(rawValue: leaf.severity), let sensitivity = Sensitivity(rawValue: leaf.sensitivity),
            leaf.attributes.allSatisfy({ $0.definition != nil })
        else { throw ReferenceFileError(file: "categories.json", fault: leaf.code) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return ReferenceData.Category(
            id: .next(),
            code: leaf.code,
            parent: group,
            position: position,
            name: BilingualText(vi: leaf.vi, en: leaf.en),
            treatment: Treatment(severity: severity, sensitivity: sensitivity),
            evidenceRequired: leaf.evidenceRequired,
            legalBasis: leaf.legalBasis,
            emergency: leaf.emergency,
            alsoAgencies: leaf.also ?? [],
            attributesJSON: String(decoding: try encoder.encode(leaf.attributes), as: UTF8.self),
            digest: try ReferenceDigest.of(leaf)
        )
    }

    private func rules() throws -> [ReferenceData.Rule] {
        let categories = Set(data.categories.map(\.code))
        let agencies = Set(data.agencies.map(\.code))
        return try folder.rows("routing-rules.csv").map { row in
            let category = try row.text("category")
            let target = try row.text("target")
            let desk = target.hasPrefix("unit:") ? String(target.dropFirst(5)) : nil
            guard categories.contains(category), desk != nil || agencies.contains(target) else {
                throw row.fault("\(category) → \(target)")
            }
            return ReferenceData.Rule(
                id: .next(),
                category: category,
                agency: desk == nil ? target : nil,
                unitDesk: desk,
                status: try row.text("status"),
                note: row.optional("note")
            )
        }
    }

    private mutating func calendars() throws -> [ReferenceData.Calendar] {
        let file: ReferenceFiles.Calendars = try folder.json("calendar.json")
        let exceptions = Dictionary(grouping: try folder.rows("calendar-exceptions.csv")) { $0.cells["calendar"] ?? "" }
        return try file.calendars.map { try calendar($0, exceptions[$0.code] ?? []) }
    }

    private mutating func calendar(
        _ entry: ReferenceFiles.Calendars.Calendar,
        _ rows: [ReferenceFolder.Row]
    ) throws -> ReferenceData.Calendar {
        let file = "calendar.json"
        guard let first = CivilDate(entry.firstDay), let last = CivilDate(entry.lastDay) else {
            throw ReferenceFileError(file: file, fault: "days of \(entry.code)")
        }
        var definition = CalendarDefinition(
            name: entry.vi,
            utcOffsetSeconds: entry.utcOffset,
            nominalDaySeconds: entry.nominalDay,
            week: [:],
            firstDay: first,
            lastDay: last
        )
        for (weekday, intervals) in entry.week {
            let hours = intervals.compactMap { $0.count == 2 ? Self.interval($0[0], $0[1]) : nil }
            guard let weekday = Int(weekday), hours.count == intervals.count else {
                throw ReferenceFileError(file: file, fault: "week of \(entry.code)")
            }
            definition.week[weekday] = hours
        }
        for row in rows {
            let date = try row.value("date") { CivilDate($0) }
            guard definition.exceptions[date] == nil else { throw row.fault("\(date) stands twice") }
            definition.exceptions[date] = CalendarException(
                kind: try row.value("kind", CalendarException.Kind.init),
                hours: try Self.hours(row),
                name: try row.text("name"),
                decision: row.optional("decision")
            )
        }
        for finding in definition.publishFindings(at: now) {
            if finding.isError { throw ReferenceFileError(file: file, fault: "\(entry.code): \(finding.code)") }
            warnings.append("calendar \(entry.code): \(finding.code)")
        }
        return ReferenceData.Calendar(
            code: entry.code,
            name: BilingualText(vi: entry.vi, en: entry.en),
            source: entry.source,
            definition: definition,
            digest: try ReferenceDigest.of(definition.fingerprint)
        )
    }

    /// "08:00-12:00 13:30-17:30"; empty: closed.
    private static func hours(_ row: ReferenceFolder.Row) throws -> [DayInterval] {
        try (row.optional("intervals") ?? "").split(separator: " ").map { text in
            let ends = text.split(separator: "-").map(String.init)
            guard ends.count == 2, let interval = interval(ends[0], ends[1]) else { throw row.fault("interval \(text)") }
            return interval
        }
    }

    private static func interval(_ start: String, _ end: String) -> DayInterval? {
        guard let start = secondOfDay(start), let end = secondOfDay(end) else { return nil }
        return DayInterval(start: start, end: end)
    }

    private static func secondOfDay(_ text: String) -> Int? {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2, (0...24).contains(parts[0]), (0..<60).contains(parts[1]) else { return nil }
        return parts[0] * 3_600 + parts[1] * 60
    }

    private mutating func policies() throws -> [ReferenceData.Policy] {
        let file: ReferenceFiles.Policies = try folder.json("policies.json")
        let calendars = Set(data.calendars.map(\.code))
        let policies = try file.policies.map { entry in
            guard let starts = SLAPolicy.ResolveStart(rawValue: entry.resolveStarts), calendars.contains(entry.calendar),
                entry.scope.severity.map({ Severity(rawValue: $0) != nil }) ?? true
            else { throw ReferenceFileError(file: "policies.json", fault: entry.code) }
            let bases = [entry.acknowledge.legalBasis, entry.resolve.legalBasis].compactMap(\.self)
            return ReferenceData.Policy(
                policy: SLAPolicy(
                    id: .next(),
                    code: entry.code,
                    version: 1,
                    nameVi: entry.vi,
                    nameEn: entry.en,
                    scope: .init(category: entry.scope.category, severity: entry.scope.severity.flatMap(Severity.init)),
                    acknowledgeSeconds: entry.acknowledge.target,
                    resolveSeconds: entry.resolve.target,
                    calendarKey: entry.calendar,
                    resolveStarts: starts,
                    nominalDaySeconds: entry.nominalDay,
                    legalBasis: bases.first,
                    confirmed: entry.acknowledge.confirmed && entry.resolve.confirmed
                ),
                digest: try ReferenceDigest.of(entry)
            )
        }
        warnings += policies.map(\.policy).filter { !$0.confirmed }.map {
            "policy \($0.code): its limits are placeholders nobody has confirmed"
        }
        return policies
    }
}

extension CalendarDefinition {
    /// Everything the definition says, in one order.
    fileprivate var fingerprint: [String] {
        func text(_ hours: [DayInterval]) -> String { hours.map { "\($0.start)-\($0.end)" }.joined(separator: " ") }
        let header = "\(name) \(utcOffsetSeconds) \(nominalDaySeconds) \(firstDay) \(lastDay)"
        let days = week.sorted { $0.key < $1.key }.map { "\($0.key) \(text($0.value))" }
        let dates = exceptions.sorted { $0.key < $1.key }.map { date, exception in
            "\(date) \(exception.kind.rawValue) \(text(exception.hours)) \(exception.name) \(exception.decision ?? "")"
        }
        return [header] + days + dates
    }
}
