import Foundation
import Services
import Testing

@testable import PhanAnh

@Suite struct SettingsTests {
    @Test func everythingHasAStandardButTheDatabase() throws {
        let settings = try Settings(environment: ["DATABASE_URL": "postgresql://one/db", "DATABASE_PUBLIC_URL": ""])
        #expect(settings.publicDatabaseURL == "postgresql://one/db")
        #expect(settings.ownerDatabaseURL == "postgresql://one/db")
        #expect(settings.httpPort == 8080 && settings.operationsPort == 8081)
        #expect(settings.stallLimit == .seconds(60))
        #expect("\(settings.secondFactor)" == "city")
        #expect(settings.httpHost == "127.0.0.1" && settings.operationsHost == "127.0.0.1")
    }

    @Test func filesThatCannotBeWrittenAreFaultsByName() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        func findings(_ path: String) throws -> [Finding] {
            let environment = ["DATABASE_URL": "postgresql://one/db", "PHANANH_AUDIT_ROOTS_FILE": path, "PHANANH_OTP_FILE": path]
            return try Settings(environment: environment).fileFindings
        }
        let file = folder.appending(path: "seals").path
        #expect(try findings(file).map(\.level) == [.good, .good])
        #expect(!FileManager.default.fileExists(atPath: file), "asking has made it")
        try Data("{}\n".utf8).write(to: URL(filePath: file))
        #expect(try findings(file).map(\.level) == [.good, .good])
        #expect(try Data(contentsOf: URL(filePath: file)) == Data("{}\n".utf8))
        for path in [folder.path, folder.appending(path: "none/seals").path, "\(file)/seals"] {
            let faults = try findings(path).faults
            #expect(faults.map { String($0.prefix { $0 != ":" }) } == ["PHANANH_AUDIT_ROOTS_FILE", "PHANANH_OTP_FILE"], "\(path)")
        }
        #expect(try Settings(environment: ["DATABASE_URL": "postgresql://one/db"]).fileFindings == [])
    }

    @Test func connectionsAreThoseOfRequestsLoopsAndProbes() throws {
        let environment = ["DATABASE_URL": "postgresql://one/db", "PHANANH_POOL_SIZE": "4", "PHANANH_PUBLIC_POOL_SIZE": "2"]
        #expect(try Settings(environment: environment).connections == ConnectionNeed(service: 4 + 16 + 1, publicRead: 2 + 1))
    }

    @Test func everyFaultIsNamedAndNoValueRepeated() {
        let faults = #expect(throws: Settings.Faults.self) {
            try Settings(environment: ["PHANANH_HTTP_PORT": "80x", "PHANANH_POOL_SIZE": "0", "PHANANH_LOG_LEVEL": "secret"])
        }
        #expect(faults?.lines.count == 4)
        #expect(faults?.description.contains("secret") == false)
        #expect(faults?.description.contains("80x") == false)
    }

    @Test func aNameMisspeltIsAFault() {
        let faults = #expect(throws: Settings.Faults.self) {
            try Settings(environment: [
                "DATABASE_URL": "postgresql://one/db", "PHANANH_POOLSIZE": "8", "PHANANH_DEMO": "no", "PHANANH_TEST_DATABASE_URL": "x",
            ])
        }
        #expect(faults?.lines == ["PHANANH_POOLSIZE is not a setting"])
    }

    @Test func twoListenersNeedTwoPorts() {
        let faults = #expect(throws: Settings.Faults.self) {
            try Settings(environment: ["DATABASE_URL": "postgresql://one/db", "PHANANH_HTTP_PORT": "8081"])
        }
        #expect(faults?.lines == ["PHANANH_HTTP_PORT and PHANANH_OPS_PORT are the same"])
    }

    @Test func secretsMayStandInFilesForNobodyElse() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        func settings(_ content: String, mode: Int, _ more: [String: String] = [:]) throws -> Settings {
            try content.write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            return try Settings(environment: more.merging(["DATABASE_URL_FILE": path]) { first, _ in first })
        }
        #expect(try settings("postgresql://one/db\n", mode: 0o400).databaseURL == "postgresql://one/db")
        #expect(throws: Settings.Faults.self) { try settings("postgresql://one/db", mode: 0o644) }
        #expect(throws: Settings.Faults.self) { try settings("\n", mode: 0o600) }
        #expect(throws: Settings.Faults.self) { try settings("a", mode: 0o600, ["DATABASE_URL": "b"]) }
        #expect(throws: Settings.Faults.self) { try Settings(environment: ["DATABASE_URL_FILE": "/nowhere"]) }
    }
}
