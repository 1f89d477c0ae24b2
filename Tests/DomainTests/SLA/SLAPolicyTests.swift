import Domain
import Foundation
import RandomTesting
import Testing

struct SLAPolicyTests {
    private static let unit = UUID()
    private static let otherUnit = UUID()

    private static func policy(
        _ code: String,
        _ scope: SLAPolicy.Scope = SLAPolicy.Scope(),
        id: UUID = UUID(),
        acknowledge: Int64 = 28_800,
        resolve: Int64 = 144_000,
        starts: SLAPolicy.ResolveStart = .acknowledge
    ) -> SLAPolicy {
        SLAPolicy(
            id: id,
            code: code,
            version: 1,
            nameVi: code,
            nameEn: code,
            scope: scope,
            acknowledge: SLAPolicy.Limit(seconds: acknowledge),
            resolve: SLAPolicy.Limit(seconds: resolve),
            calendarKey: "office",
            resolveStarts: starts,
            nominalDaySeconds: 28_800
        )
    }

    private static let policies = [
        policy("a-default"),
        policy("severity", .init(severity: .urgent)),
        policy("group", .init(category: "moi-truong")),
        policy("leaf", .init(category: "rac-thai")),
        policy("leaf-severity", .init(category: "rac-thai", severity: .normal)),
        policy("group-severity", .init(category: "moi-truong", severity: .urgent)),
        policy("unit", .init(unit: unit)),
        policy("unit-leaf-severity", .init(category: "rac-thai", severity: .complex, unit: unit)),
    ]

    @Test(arguments: [
        (["giao-thong", "o-ga"], Severity.normal, otherUnit, "a-default"),
        (["giao-thong", "o-ga"], .urgent, otherUnit, "severity"),
        (["moi-truong", "tieng-on"], .normal, otherUnit, "group"),
        (["moi-truong", "rac-thai"], .normal, otherUnit, "leaf-severity"),
        (["moi-truong", "rac-thai"], .normal, unit, "unit"),
        (["moi-truong", "rac-thai"], .urgent, otherUnit, "group-severity"),
        (["moi-truong", "rac-thai"], .urgent, unit, "unit"),
        (["moi-truong", "rac-thai"], .complex, unit, "unit-leaf-severity"),
        (["moi-truong", "rac-thai"], .complex, otherUnit, "leaf"),
    ])
    func theMostSpecificWins(path: [String], severity: Severity, unit: UUID, expected: String) throws {
        let subject = SLASubject(categoryPath: path, severity: severity, unit: unit)
        var random = SplitMix64(seed: 9)
        for _ in 0..<10 {
            let policies = Self.policies.shuffled(using: &random)
            #expect(try SLAPolicy.choose(from: policies, for: subject).code == expected)
        }
        let nowhere = SLASubject(categoryPath: [], severity: .normal, unit: nil)
        #expect(try SLAPolicy.choose(from: Self.policies, for: nowhere).code == "a-default")
    }

    @Test func amongEqualsTheSmallerIdWins() throws {
        let ids = (0..<8).map { _ in UUID() }
        let policies = ids.map { Self.policy("same", id: $0) }
        let subject = SLASubject(categoryPath: [], severity: .normal, unit: nil)
        #expect(try SLAPolicy.choose(from: policies, for: subject).id == ids.min())
    }

    @Test func withoutADefaultThereIsAnError() {
        let subject = SLASubject(categoryPath: ["khac"], severity: .normal, unit: nil)
        #expect(throws: NoDefaultPolicy()) { try SLAPolicy.choose(from: [], for: subject) }
        #expect(throws: NoDefaultPolicy()) { try SLAPolicy.choose(from: Array(Self.policies.dropFirst()), for: subject) }
    }

    @Test func storedNames() {
        #expect(Severity.allCases.map(\.rawValue) == ["urgent", "normal", "complex"])
        #expect(ClockState.allCases.map(\.rawValue) == ["pending", "running", "paused", "met", "missed", "cancelled"])
        #expect(SLAPolicy.ResolveStart.allCases.map(\.rawValue) == ["receipt", "acknowledge"])
        #expect(CalendarException.Kind.allCases.map(\.rawValue) == ["holiday", "observed", "swap_off", "swap_work", "special"])
    }
}
