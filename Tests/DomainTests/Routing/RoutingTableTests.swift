import Domain
import FoundationEssentials
import Testing

@Suite struct RoutingTableTests {
    private let unit = AdministrativeUnit.fixture("00001")
    private let other = AdministrativeUnit.fixture("00002")
    private let coordinator = agency("coordinator", .coordinator)
    private let department = agency("department", .department)
    private let company = agency("company", .company)
    private let group = category("tree", parent: nil)

    private var leaf: Domain.Category { category("tree.fallen", parent: group.id) }

    @Test func withoutARuleTheCommitteeHasIt() throws {
        let desk = try table([]).desk(for: leaf, in: unit)
        #expect(desk.agency.code == "committee-00001")
        #expect(!desk.byRule)
    }

    @Test func withoutAUnitTheCoordinatorHasIt() throws {
        let rules = [RoutingRule(categoryID: leaf.id, unitID: nil, target: .agency(department.id))]
        #expect(try table(rules).desk(for: leaf, in: nil).agency == coordinator)
    }

    /// Leaf before group, and within each the unit's own rule before the city's.
    @Test func theMostSpecificRuleWins() throws {
        let leaf = self.leaf
        let ladder = [
            RoutingRule(categoryID: group.id, unitID: nil, target: .agency(coordinator.id)),
            RoutingRule(categoryID: group.id, unitID: unit.id, target: .unitDesk(.police)),
            RoutingRule(categoryID: leaf.id, unitID: nil, target: .agency(department.id)),
            RoutingRule(categoryID: leaf.id, unitID: unit.id, target: .agency(company.id)),
        ]
        let winners = ["coordinator", "police-00001", "department", "company"]
        for count in 1...4 {
            #expect(try table(Array(ladder.prefix(count).reversed())).desk(for: leaf, in: unit).agency.code == winners[count - 1])
        }
        #expect(try table(ladder).desk(for: leaf, in: other).agency.code == "department")
    }

    @Test func whatIsTheCoordinatorsIsSoUnlessAMoreSpecificRuleSaysOtherwise() throws {
        let ladder = [
            RoutingRule(categoryID: group.id, unitID: nil, target: .agency(coordinator.id)),
            RoutingRule(categoryID: group.id, unitID: unit.id, target: .unitDesk(.police)),
        ]
        let (whole, both) = (try table([ladder[0]]), try table(ladder))
        for place in [unit.id, other.id, nil] {
            #expect(try !table([]).namesCoordinator(for: leaf, in: place))
            #expect(whole.namesCoordinator(for: leaf, in: place) && whole.namesCoordinator(for: group, in: place))
            #expect(both.namesCoordinator(for: leaf, in: place) == (place != unit.id))
        }
    }

    @Test func aRuleForADeskTheUnitLacksLeavesItToTheCommittee() throws {
        let rules = [RoutingRule(categoryID: leaf.id, unitID: nil, target: .unitDesk(.police))]
        #expect(try table(rules).desk(for: leaf, in: other).agency.code == "committee-00002")
    }

    @Test func desksAreTheCommitteesAndWhomRulesName() throws {
        let (leaf, ward) = (self.leaf, agency("training-ward", .training))
        func codes(_ rules: [RoutingRule]) throws -> Set<String> {
            Set(try table(rules, with: [ward]).desks(of: [unit, other]).map(\.code))
        }
        let committees: Set = ["committee-00001", "committee-00002"]
        #expect(try codes([]) == committees)
        // Only one of the units has police.
        let police = [nil, other.id].map { RoutingRule(categoryID: leaf.id, unitID: $0, target: .unitDesk(.police)) }
        #expect(try codes([police[0]]) == committees.union(["police-00001"]))
        #expect(try codes([police[1]]) == committees)
        let named = [department, ward].map { RoutingRule(categoryID: $0.id, unitID: nil, target: .agency($0.id)) }
        #expect(try codes(named) == committees.union(["department"]))
    }

    @Test func theMethodSaysHowItWasFound() throws {
        let sure = try #require(
            UnitLocation.resolve([NearbyUnit(unit: unit, covers: true, distanceM: nil)], accuracyM: nil, approximate: false)
        )
        let table = try table([])
        #expect(table.decide(leaf, at: sure, by: nil).method == .point)
        #expect(table.decide(leaf, at: nil, by: nil).method == .address)
        let near = [NearbyUnit(unit: unit, covers: true, distanceM: 9), NearbyUnit(unit: other, covers: false, distanceM: 9)]
        let border = try #require(UnitLocation.resolve(near, accuracyM: nil, approximate: false))
        #expect(table.decide(leaf, at: border, by: nil).method == .border)
        #expect(table.decide(leaf, at: border, by: nil).advice != nil)
        let ruled = try self.table([RoutingRule(categoryID: leaf.id, unitID: nil, target: .agency(department.id))])
        #expect(ruled.decide(leaf, at: border, by: nil).method == .rule)
        #expect(table.decide(leaf, at: sure, by: nil).advice == nil)
    }

    @Test(arguments: [false, true]) func theCoordinatorStandsInForADeskWithoutAnAccount(isCoordinatorStaffed: Bool) throws {
        let coordinator = agency("coordinator", .coordinator, staffed: isCoordinatorStaffed)
        let committee = agency("committee-00001", .committee, unit, staffed: false)
        let police = agency("police-00001", .police, unit)
        let rule = RoutingRule(categoryID: leaf.id, unitID: nil, target: .unitDesk(.police))
        let sure = try #require(
            UnitLocation.resolve([NearbyUnit(unit: unit, covers: true, distanceM: nil)], accuracyM: nil, approximate: false)
        )
        for rules in [[], [rule]] {
            let table = try #require(RoutingTable(agencies: [coordinator, committee, police], rules: rules))
            let decision = table.decide(leaf, at: sure, by: nil)
            #expect(decision.unit == unit && table.desk(for: leaf, in: unit).agency == (rules.isEmpty ? committee : police))
            #expect(decision.agency == (rules.isEmpty ? coordinator : police))
            #expect(decision.standsInFor == (rules.isEmpty ? committee : nil))
            #expect((decision.advice != nil) == rules.isEmpty)
            // Without a unit nobody stands in for anybody.
            let lost = table.decide(leaf, at: nil, by: nil)
            #expect(lost.agency == coordinator && lost.standsInFor == nil)
        }
    }

    @Test func thereMustBeACoordinator() {
        #expect(RoutingTable(agencies: [department], rules: []) == nil)
    }

    /// Whatever leaves one of the desks for practice arrives at the other, and nothing real gets to either.
    @Test func practiceStaysWhereItIs() throws {
        let (ward, head) = (agency("training-ward", .training), agency("training-coordinator", .trainingCoordinator))
        let rule = RoutingRule(categoryID: leaf.id, unitID: nil, target: .agency(ward.id))
        let table = try table([rule], with: [ward, head])
        #expect(table.desk(for: leaf, in: unit).agency.code == "committee-00001")
        #expect(table.coordinator(over: ward.id) == head && table.coordinator(over: head.id) == head)
        #expect(table.coordinator(over: department.id) == coordinator && table.coordinator(over: nil) == coordinator)
        for named in [department, company, coordinator, head] { #expect(table.desk(reachedBy: named, from: ward.id) == head) }
        for named in [department, company, ward] { #expect(table.desk(reachedBy: named, from: head.id) == ward) }
        #expect(table.desk(reachedBy: coordinator, from: head.id) == head)
        for named in [ward, head] {
            #expect(table.desk(reachedBy: named, from: department.id) == nil && table.desk(reachedBy: named, from: coordinator.id) == nil)
            #expect(table.receiver(for: named) == named)
        }
        #expect(table.desk(reachedBy: company, from: department.id) == company)
        // One alone is none.
        #expect(try self.table([], with: [ward]).practice == nil)
    }

    private func table(_ rules: [RoutingRule], with others: [Agency] = []) throws -> RoutingTable {
        let agencies = [
            coordinator, department, company, agency("committee-00001", .committee, unit), agency("police-00001", .police, unit),
            agency("committee-00002", .committee, other),
        ]
        return try #require(RoutingTable(agencies: agencies + others, rules: rules))
    }
}

private func agency(_ code: String, _ kind: AgencyKind, _ unit: AdministrativeUnit? = nil, staffed: Bool = true) -> Agency {
    Agency(
        id: UUID(),
        code: code,
        kind: kind,
        name: BilingualText(vi: code, en: code),
        unitID: unit?.id,
        staffedSince: staffed ? .earliest : nil
    )
}

private func category(_ code: String, parent: UUID?) -> Domain.Category {
    Domain.Category(
        id: parent == nil
            ? UUID(uuid: (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) : UUID(uuid: (2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
        code: code,
        version: 1,
        parentID: parent,
        position: 0,
        name: BilingualText(vi: code, en: code),
        treatment: parent == nil ? nil : Treatment(severity: .normal, sensitivity: .listed),
        evidenceRequired: false,
        legalBasis: nil,
        emergencyNumbers: [],
        attributes: []
    )
}
