import Testing

@testable import Domain

@Suite struct QuotaTests {
    @Test(arguments: ["10/h,30/d", " 1/s ", "1000000/d", "60/m"])
    func readsQuotas(text: String) {
        #expect(Quota(text) != nil)
    }

    @Test(arguments: ["", "10", "10/", "/h", "0/h", "-1/h", "1000001/h", "10/w", "10/h,", "10/h;30/d", "1.5/h", "10/h/d", "١٠/h"])
    func refusesWhatIsNoQuota(text: String) {
        #expect(Quota(text) == nil)
    }

    @Test func aStandingTellsWhatIsLeft() throws {
        let window = try #require(Quota("10/h")?.windows.first)
        let cases: [(Duration, Int)] = [
            (.zero, 10), (.seconds(1), 9), (.seconds(360), 9), (.seconds(361), 8), (.seconds(3_240), 1), (.seconds(3_600), 0),
            (.seconds(9_999), 0), (.seconds(-5), 10),
        ]
        for (ahead, left) in cases { #expect(QuotaStanding(.device, window, ahead: ahead).remaining == left, "\(ahead)") }
    }

    @Test func aWaitIsWholeSecondsAndNeverNone() {
        let waits: [(Duration, Int)] = [
            (.zero, 1), (.milliseconds(1), 1), (.seconds(1), 1), (.milliseconds(1_001), 2), (.seconds(360), 360),
        ]
        for (wait, seconds) in waits { #expect(QuotaRefusal(wait: wait, standings: []).retryAfterSeconds == seconds) }
    }

    @Test func theTableIsBoundedAndKeepsTheLastOnesWritten() {
        var table = RecentTable<Int, Int>(capacity: 100)
        for key in 0..<10_000 {
            table[key] = key
            #expect(table.count <= 200)
            for recent in max(0, key - 99)...key { #expect(table[recent] == recent) }
        }
        for key in 0..<9_000 { #expect(table[key] == nil) }
    }
}
