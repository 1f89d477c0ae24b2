internal import Domain

extension Diagnosis {
    /// Days a calendar must reach ahead: a year's holidays are published late in the year before.
    private static let horizonDays = 400

    /// Whether the city has said everything reports need: limits, holidays, a desk for every unit.
    func referenceFindings(_ catalog: ReferenceCatalog, now: Instant) -> [Finding] {
        policyFindings(catalog) + calendarFindings(catalog, now: now) + committeeFindings(catalog, now: now)
            + staffingFindings(catalog, now: now)
    }

    /// Whether somebody looks after accounts.
    func administratorFindings(_ isThere: Bool) -> [Finding] {
        [
            isThere
                ? Finding("accounts", .good, "the city has an administrator")
                : Finding("accounts", .warning, "the city has no administrator: run `phananh accounts bootstrap`")
        ]
    }

    private func policyFindings(_ catalog: ReferenceCatalog) -> [Finding] {
        let unconfirmed = catalog.policies.filter { !$0.confirmed }
        guard !unconfirmed.isEmpty else { return [Finding("policies", .good, "all confirmed")] }
        return unconfirmed.map { Finding("policies", .warning, "the limits of policy \($0.code) are placeholders nobody has confirmed") }
    }

    private func calendarFindings(_ catalog: ReferenceCatalog, now: Instant) -> [Finding] {
        catalog.calendars.values.sorted { $0.code < $1.code }.map { calendar in
            let days = now.seconds(to: calendar.calendar.horizonEnd) / 86_400
            return days < Self.horizonDays
                ? Finding("calendars", .warning, "calendar \(calendar.code) ends in \(days) days: publish the next year")
                : Finding("calendars", .good, "\(calendar.code) reaches \(days) days ahead")
        }
    }

    /// Where nobody has an account the coordinator stands in, as long as somebody has one there.
    private func staffingFindings(_ catalog: ReferenceCatalog, now: Instant) -> [Finding] {
        let coordinator = catalog.routing.coordinator
        let desks = catalog.routing.desks(of: catalog.units(on: HanoiDay(containing: now).date)).subtracting([coordinator])
        var findings = AgencyKind.allCases.compactMap { kind in
            let all = desks.filter { $0.kind == kind }
            let unstaffed = all.count { !$0.isStaffed }
            return unstaffed == 0
                ? nil
                : Finding(
                    "accounts",
                    .warning,
                    "at \(unstaffed) of \(all.count) desks (\(kind.rawValue)) nobody has an account: the coordinator stands in for them"
                )
        }
        if findings.isEmpty { findings.append(Finding("accounts", .good, "every desk that rules give reports to has one")) }
        if !coordinator.isStaffed {
            findings.append(
                Finding("accounts", .warning, "NOBODY HAS AN ACCOUNT AT THE COORDINATOR'S DESK, WHICH STANDS IN FOR ALL OTHERS")
            )
        }
        return findings
    }

    private func committeeFindings(_ catalog: ReferenceCatalog, now: Instant) -> [Finding] {
        let today = HanoiDay(containing: now).date
        let desks = Set(catalog.agencies.values.filter { $0.kind == .committee }.compactMap(\.unitID))
        let without = catalog.units(on: today).filter { !desks.contains($0.id) }
        guard !without.isEmpty else { return [Finding("units", .good, "each has a committee")] }
        return without.map { Finding("units", .warning, "unit \($0.code) has no committee") }
    }
}
