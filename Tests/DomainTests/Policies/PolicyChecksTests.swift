import Domain
import Foundation
import Testing

struct PolicyChecksTests {
    private static func submission(_ edit: (inout PolicySubmission) -> Void = { _ in }) -> PolicySubmission {
        var submission = PolicySubmission()
        submission.code = "trees"
        submission.nameVi = "Cây xanh"
        submission.nameEn = "Trees"
        submission.scope.category = "tree"
        submission.calendar = "office"
        submission.acknowledge = PolicySubmission.Limit(seconds: 14_400)
        submission.resolve = PolicySubmission.Limit(seconds: 72_000)
        edit(&submission)
        return submission
    }

    /// Everything wrong with a submission, "pointer code" each.
    private static func faults(_ edit: (inout PolicySubmission) -> Void, beside policies: [SLAPolicy]? = nil) throws -> [String] {
        let catalog = try PolicyCity.catalog(policies ?? [PolicyCity.policy(51, "default")])
        let checked = SLAPolicy.check(submission(edit), id: testID(1), version: 1, against: catalog)
        let errors =
            switch checked {
            case .success(let policy): policy.surroundingFaults(in: catalog, at: PolicyCity.now)
            case .failure(let fields): fields.errors
            }
        return errors.map { "\($0.pointer) \($0.code.rawValue)" }
    }

    @Test func aSoundOneIsTakenWithWhatItLeavesOut() throws {
        let policy = try SLAPolicy.check(Self.submission(), id: testID(1), version: 4, against: PolicyCity.catalog()).get()
        #expect(policy.id == testID(1) && policy.code == "trees" && policy.version == 4 && policy.scope == .init(category: "tree"))
        #expect(policy.levels == .standard && policy.reopening == .standard && policy.resolveStarts == .acknowledge)
        #expect(policy.nominalDaySeconds == 28_800 && policy.handleSeconds == nil && !policy.confirmed)
        #expect(try Self.faults({ _ in }) == [])
    }

    @Test func oneThatSaysEverythingIsTakenAsItSays() throws {
        let submission = Self.submission {
            $0.scope = PolicySubmission.Scope(category: "tree.fallen", severity: "urgent", unit: "00004")
            $0.calendar = "always"
            $0.nominalDaySeconds = 86_400
            $0.resolveStarts = "receipt"
            $0.acknowledge = PolicySubmission.Limit(seconds: 1_800, legalBasis: "  Quyết định 1 ", confirmed: true)
            $0.handleSeconds = 7_200
            $0.warnings = [1, 50]
            $0.escalations = [.init(percent: 50, rank: "unit_admin"), .init(percent: 300, rank: "city_admin")]
            $0.reopeningPercent = 100
            $0.reopeningLeastSeconds = 60
        }
        let policy = try SLAPolicy.check(submission, id: testID(1), version: 1, against: PolicyCity.catalog()).get()
        #expect(policy.scope == .init(category: "tree.fallen", severity: .urgent, unit: PolicyCity.ward.id))
        #expect(policy.acknowledge == SLAPolicy.Limit(seconds: 1_800, legalBasis: "Quyết định 1", confirmed: true))
        #expect(policy.levels.all.map(\.key) == ["warn_1", "warn_50", "escalate_50", "breach_100", "escalate_300"])
        #expect(policy.resolveStarts == .receipt && policy.nominalDaySeconds == 86_400 && policy.handleSeconds == 7_200)
        let byID = Self.submission { $0.scope.unit = PolicyCity.ward.id.uuidString }
        #expect(try SLAPolicy.check(byID, id: testID(1), version: 1, against: PolicyCity.catalog()).get().scope.unit == PolicyCity.ward.id)
        let none = Self.submission { ($0.warnings, $0.escalations) = ([], []) }
        #expect(
            try SLAPolicy.check(none, id: testID(1), version: 1, against: PolicyCity.catalog()).get().levels.all.map(\.key) == [
                "breach_100"
            ]
        )
    }

    typealias Fault = (edit: @Sendable (inout PolicySubmission) -> Void, faults: [String])

    static let faults: [Fault] = [
        ({ $0.code = nil }, ["/code required"]),
        ({ $0.code = "" }, ["/code code_invalid"]),
        ({ $0.code = "Trees" }, ["/code code_invalid"]),
        ({ $0.code = "1st" }, ["/code code_invalid"]),
        ({ $0.code = String(repeating: "a", count: 41) }, ["/code code_invalid"]),
        ({ ($0.nameVi, $0.nameEn) = (nil, "  ") }, ["/name/vi required", "/name/en blank"]),
        ({ $0.nameVi = "a\u{202E}b" }, ["/name/vi bidi_character"]),
        ({ $0.nameVi = String(repeating: "ă", count: 101) }, ["/name/vi too_long"]),
        ({ $0.scope.category = "nothing" }, ["/scope/category unknown_category"]),
        ({ $0.scope.category = String(repeating: "\u{301}", count: 10_000) }, ["/scope/category unknown_category"]),
        ({ $0.scope.severity = "panic" }, ["/scope/severity unknown_value"]),
        ({ $0.scope.unit = "00009" }, ["/scope/unit unknown_value"]),
        ({ $0.scope.unit = PolicyCity.former.id.uuidString }, ["/scope/unit unknown_value"]),
        ({ $0.calendar = nil }, ["/calendar required"]),
        ({ $0.calendar = "nowhere" }, ["/calendar unknown_value"]),
        ({ $0.nominalDaySeconds = 0 }, ["/nominal_day_s out_of_range"]),
        ({ $0.nominalDaySeconds = 86_401 }, ["/nominal_day_s out_of_range"]),
        ({ $0.resolveStarts = "noon" }, ["/resolve_starts unknown_value"]),
        ({ $0.acknowledge.seconds = nil }, ["/acknowledge/target_s required"]),
        ({ $0.acknowledge.seconds = 0 }, ["/acknowledge/target_s out_of_range"]),
        ({ $0.resolve.seconds = -1 }, ["/resolve/target_s out_of_range"]),
        ({ $0.resolve.seconds = .max }, ["/resolve/target_s out_of_range"]),
        ({ $0.resolve.confirmed = true }, ["/resolve/legal_basis required"]),
        ({ $0.resolve.legalBasis = String(repeating: "x", count: 501) }, ["/resolve/legal_basis too_long"]),
        ({ $0.handleSeconds = 0 }, ["/handle_s out_of_range"]),
        ({ $0.warnings = [0, 50, 100] }, ["/levels/warn/0 out_of_range", "/levels/warn/2 out_of_range"]),
        ({ $0.warnings = [90, 75] }, ["/levels/warn/1 unsorted"]),
        ({ $0.warnings = [75, 75] }, ["/levels/warn/1 unsorted"]),
        ({ $0.warnings = Array(1...11) }, ["/levels/warn too_many"]),
        ({ $0.escalations = [.init(percent: 1_001, rank: "city_admin")] }, ["/levels/escalate/0/percent out_of_range"]),
        ({ $0.escalations = [.init(percent: 100)] }, ["/levels/escalate/0/to required"]),
        ({ $0.escalations = [.init(rank: "mayor")] }, ["/levels/escalate/0/percent required", "/levels/escalate/0/to unknown_value"]),
        (
            { $0.escalations = [.init(percent: 150, rank: "unit_admin"), .init(percent: 100, rank: "unit_admin")] },
            ["/levels/escalate/1/percent unsorted"]
        ),
        (
            { $0.escalations = [.init(percent: 100, rank: "city_admin"), .init(percent: 150, rank: "unit_admin")] },
            ["/levels/escalate/1/to unsorted"]
        ),
        ({ $0.reopeningPercent = 101 }, ["/reopening/percent out_of_range"]),
        ({ $0.reopeningLeastSeconds = 0 }, ["/reopening/least_s out_of_range"]),
        (
            {
                $0.refused = [FieldError("/acknowledge", .wrongType)]; $0.acknowledge = .init()
            }, ["/acknowledge wrong_type"]
        ),
        // What it says is sound, but does not fit in with the rest.
        ({ $0.scope = .init() }, ["/scope scope_taken"]),
        ({ $0.code = "default" }, ["/scope default_required"]),
        // A calendar to the end of 2027 has no room for 5 × 500 days.
        ({ $0.resolve.seconds = 31_000_000 }, ["/resolve/target_s beyond_calendar"]),
        ({ $0.handleSeconds = 31_000_000 }, ["/handle_s beyond_calendar"]),
    ]

    @Test(arguments: faults.indices)
    func everyFaultIsNamed(_ index: Int) throws {
        let fault = Self.faults[index]
        #expect(try Self.faults(fault.edit) == fault.faults)
    }

    @Test func allFaultsAreNamedAtOnceInOrder() throws {
        #expect(
            try Self.faults {
                $0.code = "A"
                $0.acknowledge.seconds = 0
                $0.warnings = [80, 70]
            } == ["/code code_invalid", "/acknowledge/target_s out_of_range", "/levels/warn/1 unsorted"]
        )
    }

    @Test func theSameAgainIsNoChange() throws {
        let before = try SLAPolicy.check(Self.submission(), id: testID(9), version: 3, against: PolicyCity.catalog()).get()
        let policies = [PolicyCity.policy(51, "default"), before]
        #expect(try Self.faults({ _ in }, beside: policies) == [" unchanged"])
        #expect(try Self.faults({ $0.resolve.seconds = 72_001 }, beside: policies) == [])
        #expect(try Self.faults({ $0.code = "other" }, beside: policies) == ["/scope scope_taken"])
    }

    /// An escalation that a calendar does not reach would be a fault in every explanation, though the limit itself is near.
    @Test func theHighestLevelMustLieWithinTheCalendar() throws {
        let days = 120
        func edit(_ percent: Int) -> (inout PolicySubmission) -> Void {
            {
                $0.resolve.seconds = days * 28_800
                $0.escalations = [.init(percent: percent, rank: "city_admin")]
            }
        }
        #expect(try Self.faults(edit(300)) == [])
        #expect(try Self.faults(edit(400)) == ["/resolve/target_s beyond_calendar"])
    }

    @Test func aReopeningLeavesAShareAndAtLeastTheMinimum() {
        let cases: [(resolve: Int64, percent: Int, least: Int64, left: Int64)] = [
            (14_400, 50, 28_800, 28_800), (14_400, 50, 14_400, 14_400), (28_800, 50, 28_800, 28_800), (144_000, 50, 28_800, 72_000),
            (30_000, 50, 28_800, 28_800),
            (144_001, 50, 28_800, 72_001), (144_000, 0, 28_800, 28_800), (144_000, 100, 1, 144_000), (1, 0, 1, 1),
        ]
        for one in cases {
            let policy = SLAPolicy(
                id: testID(1),
                code: "x",
                version: 1,
                nameVi: "x",
                nameEn: "x",
                scope: SLAPolicy.Scope(),
                acknowledge: SLAPolicy.Limit(seconds: 1),
                resolve: SLAPolicy.Limit(seconds: one.resolve),
                calendarKey: "office",
                nominalDaySeconds: 28_800,
                reopening: SLAPolicy.ReopenTarget(percent: one.percent, minimumSeconds: one.least)
            )
            #expect(policy.reopenedResolveSeconds == one.left, "\(one)")
        }
    }
}
