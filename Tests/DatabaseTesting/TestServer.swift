internal import CLibPQ
internal import FoundationEssentials

/// The server that test databases are made on: the superuser's URL in `PHANANH_TEST_DATABASE_URL`.
///
/// Only a socket or the loopback will do, and nothing that could hide another host: databases are dropped there by the dozen.
struct TestServer {
    let host: String
    let port: String?
    let superuser: String

    static func fromEnvironment() throws -> TestServer {
        guard let url = ProcessInfo.processInfo.environment["PHANANH_TEST_DATABASE_URL"], !url.isEmpty else {
            throw TestDatabaseError.notConfigured
        }
        return try TestServer(url: url)
    }

    init(url: String) throws {
        var settings = try Self.settings(of: url)
        settings["dbname"] = nil
        guard let host = settings.removeValue(forKey: "host"), host.hasPrefix("/") || Self.loopback.contains(host), !host.contains(",")
        else {
            throw TestDatabaseError.notLocal
        }
        self.host = host
        port = settings.removeValue(forKey: "port")
        superuser = settings.removeValue(forKey: "user") ?? "postgres"
        guard settings.isEmpty else { throw TestDatabaseError.unknownKeywords(settings.keys.sorted()) }
    }

    func url(user: String, database: String) -> String {
        "postgresql://\(Self.escaped(user))@/\(Self.escaped(database))?host=\(Self.escaped(host))" + (port.map { "&port=\($0)" } ?? "")
    }

    private static let loopback: Set<String> = ["localhost", "127.0.0.1", "::1"]

    private static func settings(of url: String) throws -> [String: String] {
        guard let options = PQconninfoParse(url, nil) else { throw TestDatabaseError.unreadableURL }
        defer { PQconninfoFree(options) }
        var settings: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { settings[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return settings
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }.joined()
    }
}

/// Why there is no test database.
package enum TestDatabaseError: Error, Equatable {
    /// `PHANANH_TEST_DATABASE_URL` is not set; `deploy/cluster start DIR --throwaway` makes a server for it.
    case notConfigured
    case unreadableURL
    /// The host is not a socket folder or the loopback.
    case notLocal
    /// Only host, port, user and dbname may be given.
    case unknownKeywords([String])
    /// An event was to be appended to a report that is not there.
    case noSuchReport
}
