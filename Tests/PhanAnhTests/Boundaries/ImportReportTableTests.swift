import Domain
import Foundation
import PhanAnh
import Testing

@Suite struct ImportReportTableTests {
    @Test func problemsAreAligned() {
        let report = ImportReport(
            version: nil,
            features: 126,
            errors: 201,
            warnings: 2,
            problems: [
                BoundaryProblem(.error, .codeNotText, feature: 7, unit: "4", detail: "number"),
                BoundaryProblem(.error, .unitMissing, unit: "00004"),
                BoundaryProblem(
                    .error,
                    .overlap,
                    unit: "00004",
                    other: "00008",
                    amount: 23_456.78,
                    place: .init(longitude: 105.8, latitude: 21)
                ),
                BoundaryProblem(.warning, .areaDiffers, feature: 3, unit: "00025", amount: 0.9071),
            ]
        )
        let expected = """
            126 features, 201 errors, 2 warnings: nothing was stored
                     problem        feature      unit           \("")
            error    code_not_text  features[7]  4              the code must be text of five digits such as "00004", not a number
            error    unit_missing                00004          the unit has no feature
            error    overlap                     00004 + 00008  23457 m² in both, near 21.00000, 105.80000
            warning  area_differs   features[3]  00025          90.7 % of the official area
            … and 199 more
            """
        #expect(ImportReportTable(report).description == expected)
    }

    @Test func whatTheFileSaysCannotSteerTheTerminal() {
        let problem = BoundaryProblem(.error, .codeUnknown, feature: 0, unit: "\u{1B}[2J\n\u{9B}")
        let table = ImportReportTable(ImportReport(version: nil, features: 1, errors: 1, warnings: 0, problems: [problem])).description
        #expect(!table.contains("\u{1B}") && !table.contains("\u{9B}"))
        #expect(table.contains("?[2J??"))
    }

    @Test func everyProblemHasAnExplanation() {
        for code in BoundaryProblem.Code.allCases {
            let report = ImportReport(version: nil, features: 0, errors: 1, warnings: 0, problems: [BoundaryProblem(.error, code)])
            let lines = ImportReportTable(report).description.split(separator: "\n")
            #expect(lines.count == 3)
            #expect((lines.last?.split(separator: " ").count ?? 0) > 3, "\(code)")
        }
    }

    @Test func aStoredVersionIsNamed() throws {
        let id = try #require(UUID(uuidString: "0199A000-0000-7000-8000-000000000001"))
        let version = BoundaryVersion(
            id: id,
            title: "t",
            legalRef: "l",
            source: "s",
            approximate: false,
            effectiveFrom: "2025-07-01",
            status: .validated,
            createdAt: .distantPast,
            activatedAt: nil,
            retiredAt: nil,
            units: 126
        )
        let report = ImportReport(version: version, features: 126, errors: 0, warnings: 0, problems: [])
        #expect(
            ImportReportTable(report).description
                == "126 features, 0 errors, 0 warnings: version 0199a000-0000-7000-8000-000000000001, 126 units, validated"
        )
    }
}
