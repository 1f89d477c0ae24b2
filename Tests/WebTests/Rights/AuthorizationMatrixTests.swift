import Testing

@testable import Web

/// Every operation of the document × everybody × their own and others' things.
@Suite struct AuthorizationMatrixTests {
    @Test func everyOperationHasItsRows() {
        let operations = OpenAPI.Document.v1.operations.map(\.id)
        let rows = Set(RightsRow.all.map(\.operation))
        for operation in operations { #expect(rows.contains(operation), "who may \(operation)?") }
        #expect(rows.subtracting(operations) == [])
        for row in RightsRow.all {
            let named = [row.open, row.forbidden, row.missing]
            #expect(named.map(\.count).reduce(0, +) == named.reduce(Set()) { $0.union($1) }.count, "\(row.operation) \(row.object)")
        }
    }

    @Test func everybodyIsToldWhatTheMatrixSays() async throws {
        try await RightsFixture.run { fixture in
            try await fixture.api.counted()
            for row in RightsRow.all {
                for asker in Asker.allCases {
                    let (reply, status) = try await fixture.reply(to: try await row.request(fixture, asker), of: asker)
                    #expect(reply == row.expected(asker), "\(row.operation) \(row.object) by \(asker): \(status)")
                    #expect(status < 500, "\(row.operation) \(row.object) by \(asker)")
                }
            }
        }
    }
}
