import Domain
import Foundation
import RandomTesting
import Testing

/// R6 against a ladder: scopes from the most specific down, each looked up as a whole.
struct PolicyChoiceTests {
    private static let paths = [
        ["road", "road.pothole"], ["road", "road.sign"], ["tree", "tree.fallen"], ["tree", "tree.pruning"], ["other"],
    ]
    private static let units = [testID(71), testID(72), testID(73), nil]

    private static func ladder(_ policies: [SLAPolicy.Scope: SLAPolicy], _ subject: SLASubject) -> SLAPolicy? {
        for unit in [subject.unit, nil] {
            for categories in [subject.categoryPath.reversed().map(Optional.some), [nil]] {
                for severity in [subject.severity, nil] {
                    for category in categories {
                        let scope = SLAPolicy.Scope(category: category, severity: severity, unit: unit)
                        if let policy = policies[scope] { return policy }
                    }
                }
            }
        }
        return nil
    }

    @Test func theChoiceIsTheLaddersForRandomSets() throws {
        var random = SplitMix64(seed: 6)
        for round in 0..<300 {
            var scopes: Set<SLAPolicy.Scope> = [SLAPolicy.Scope()]
            for _ in 0..<Int.random(in: 0...25, using: &random) {
                scopes.insert(
                    SLAPolicy.Scope(
                        category: Self.paths.joined().map(Optional.some).randomElement(using: &random).flatMap {
                            Bool.random(using: &random) ? $0 : nil
                        },
                        severity: Bool.random(using: &random) ? Severity.allCases.randomElement(using: &random) : nil,
                        unit: Self.units.randomElement(using: &random) ?? nil
                    )
                )
            }
            let policies = scopes.map { scope in
                SLAPolicy(
                    id: UUID.version7(unixMilliseconds: 1_000, using: &random),
                    code: "p",
                    version: 1,
                    nameVi: "p",
                    nameEn: "p",
                    scope: scope,
                    acknowledge: SLAPolicy.Limit(seconds: 1),
                    resolve: SLAPolicy.Limit(seconds: 1),
                    calendarKey: "office",
                    nominalDaySeconds: 1
                )
            }
            let byScope = Dictionary(uniqueKeysWithValues: policies.map { ($0.scope, $0) })
            for path in Self.paths {
                for severity in Severity.allCases {
                    for unit in Self.units {
                        let subject = SLASubject(categoryPath: path, severity: severity, unit: unit)
                        let chosen = try SLAPolicy.choose(from: policies.shuffled(using: &random), for: subject)
                        #expect(chosen == Self.ladder(byScope, subject), "round \(round): \(subject)")
                    }
                }
            }
        }
    }

    /// What a simulation counts is what R6 would give the policy.
    @Test func aPolicyReachesWhatItWouldBeChosenFor() throws {
        let catalog = try PolicyCity.catalog([
            PolicyCity.policy(51, "default"), PolicyCity.policy(52, "urgent", .init(severity: .urgent)),
            PolicyCity.policy(53, "fallen", .init(category: "tree.fallen")), PolicyCity.policy(54, "ward", .init(unit: PolicyCity.ward.id)),
        ])
        let trees = PolicyCity.policy(55, "trees", .init(category: "tree"))
        let subjects: [(category: UInt8, severity: Severity, unit: UUID?)] = [
            (46, .normal, PolicyCity.commune.id), (46, .urgent, nil), (46, .normal, PolicyCity.ward.id), (45, .normal, nil),
            (42, .normal, nil), (99, .normal, nil),
        ]
        var reach = PolicyReach(of: trees, within: nil, in: catalog)
        #expect(reach.categories == [testID(44), testID(45), testID(46)])
        let reached = subjects.map { reach.contains(category: testID($0.category), severity: $0.severity, unit: $0.unit) }
        #expect(reached == [true, true, false, false, false, false])
        // The next version stands instead of the one before, not beside it.
        var next = PolicyReach(of: PolicyCity.policy(56, "fallen", .init(category: "tree")), within: "tree.fallen", in: catalog)
        #expect(next.categories == [testID(45)])
        let nextReached = subjects.map { next.contains(category: testID($0.category), severity: $0.severity, unit: $0.unit) }
        #expect(nextReached == [false, false, false, true, false, false])
    }
}
