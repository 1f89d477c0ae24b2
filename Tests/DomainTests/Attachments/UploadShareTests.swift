import Domain
import Testing

@Suite struct UploadShareTests {
    private static let day: Int64 = 86_400_000_000

    private static func share(_ daily: Int) throws -> UploadShare {
        let quotas = UploadQuotas(person: daily, address: daily, client: daily, staff: daily)
        return try #require(quotas.shares(ofStaff: "x").first)
    }

    @Test func aPartOfADaysBytesComesBackInThatPartOfADay() throws {
        let client = try Self.share(30_000 << 20)
        #expect(client.microseconds(of: 1 << 20) == Self.day / 30_000)
        #expect(client.microseconds(of: 100) == 274)
        // More bytes than a day has microseconds.
        #expect(try Self.share(1_000_000_000_000).microseconds(of: 1_000_000) == 86_400)
        #expect(client.microseconds(of: 0) == 0)
    }

    @Test func moreThanADaysIsADays() throws {
        for daily in [1, 999, 50 << 20, .max] {
            #expect(try Self.share(daily).microseconds(of: daily) == Self.day)
            #expect(try Self.share(daily).microseconds(of: .max) == Self.day)
        }
    }
}
