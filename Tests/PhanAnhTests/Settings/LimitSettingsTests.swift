import Testing
import Web

@testable import PhanAnh

@Suite struct LimitSettingsTests {
    private static func settings(_ environment: [String: String]) throws -> LimitSettings {
        try Settings(environment: environment.merging(["DATABASE_URL": "postgresql://one/db"]) { $1 }).limits
    }

    @Test func ratesAreLimitedUnlessSwitchedOff() throws {
        #expect(try Self.settings([:]).rates != nil)
        #expect(try Self.settings(["PHANANH_RATE_LIMITS": "off"]).rates == nil)
        #expect(try Self.settings([:]).drain == .seconds(5))
    }

    @Test func roomFollowsThePools() throws {
        let settings = try Self.settings(["PHANANH_POOL_SIZE": "12", "PHANANH_PUBLIC_POOL_SIZE": "6", "PHANANH_WORK_STAFF": "7"])
        #expect(settings.work.filings == 15 && settings.work.exports == 1 && settings.work.staff == 7)
        #expect(settings.work.credentials == 24 && settings.work.visits == 64)
        #expect(settings.work.uploads == 128 && settings.work.downloads == 128)
    }

    @Test func everyFaultIsNamed() {
        let environment = [
            "PHANANH_RATE_LIMITS": "of", "PHANANH_RATE_DEVICE_FILINGS": "10/w", "PHANANH_RATE_CLIENTS": "ihanoi", "PHANANH_WORK_READS": "0",
            "PHANANH_WORK_CREDENTIALS": "0", "PHANANH_WORK_VISITS": "none",
            "PHANANH_TRUSTED_PROXIES": "10.0.0.1/8", "PHANANH_CONNECTIONS": "many", "PHANANH_DRAIN_SECONDS": "-1",
        ]
        let faults = #expect(throws: Settings.Faults.self) { try Self.settings(environment) }
        for name in environment.keys { #expect(faults?.lines.count { $0.hasPrefix("\(name) is not ") } == 1, "\(name)") }
        #expect(faults?.lines.count == environment.count)
    }
}
