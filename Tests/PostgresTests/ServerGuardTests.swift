import Testing

@Suite struct ServerGuardTests {
    @Test(arguments: [
        "postgresql://db.example.vn/app", "host=10.0.0.5 dbname=app", "postgresql://localhost,db.example.vn/app", "hostaddr=10.0.0.5",
    ])
    func refusesServersElsewhere(_ url: String) {
        #expect(throws: TestServer.Unusable.self) { try TestServer(url) }
    }

    @Test(arguments: ["postgresql://postgres@/postgres?host=/tmp/socket", "host=localhost", "postgresql://[::1]:5433/app"])
    func acceptsServersHere(_ url: String) throws {
        _ = try TestServer(url)
    }

    @Test func keepsQuotesInConnectionStrings() throws {
        let server = try TestServer(#"host=/tmp password='a\'b\\c d'"#)
        let again = try TestServer(server.connectionString(database: "x"))
        #expect(again.connectionString(database: "y").contains(#"password='a\'b\\c d'"#))
    }
}
