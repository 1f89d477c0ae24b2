import Testing

@testable import PhanAnh

@Suite struct SettingsTests {
    @Test func everythingHasAStandardButTheDatabase() throws {
        let settings = try Settings(environment: ["DATABASE_URL": "postgresql://one/db", "DATABASE_PUBLIC_URL": ""])
        #expect(settings.publicDatabaseURL == "postgresql://one/db")
        #expect(settings.ownerDatabaseURL == "postgresql://one/db")
        #expect(settings.httpPort == 8080 && settings.operationsPort == 8081)
        #expect(settings.httpHost == "127.0.0.1" && settings.operationsHost == "127.0.0.1")
    }

    @Test func everyFaultIsNamedAndNoValueRepeated() {
        let faults = #expect(throws: Settings.Faults.self) {
            try Settings(environment: ["PHANANH_HTTP_PORT": "80x", "PHANANH_POOL_SIZE": "0", "PHANANH_LOG_LEVEL": "secret"])
        }
        #expect(faults?.lines.count == 4)
        #expect(faults?.description.contains("secret") == false)
        #expect(faults?.description.contains("80x") == false)
    }
}
