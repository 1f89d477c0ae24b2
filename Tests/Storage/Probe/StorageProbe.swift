import Crypto
import Foundation
import Media
import SystemPackage
import Transfer

/// Puts, reads, lists and removes objects of an S3-compatible server, for tests from outside.
///
///     storage-probe put FILE | get NAME FILE | size NAME | list | remove NAME | unfinished | check
///
/// The server is in ENDPOINT, REGION, BUCKET, KEY_ID, SECRET, PART_BYTES and STYLE (`path` or `host`). Prints what it found. On a
/// failure it names that and ends with 1.
@main
struct StorageProbe {
    let storage: S3Storage

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            guard let probe = StorageProbe(ProcessInfo.processInfo.environment), let command = arguments.first else {
                throw StorageError.unavailable("wrong settings")
            }
            try await probe.run(command, Array(arguments.dropFirst()))
        } catch {
            print(error)
            exit(1)
        }
    }

    init?(_ environment: [String: String]) {
        func text(_ name: String) -> String { environment[name] ?? "" }
        var settings = S3Settings(
            endpoint: text("ENDPOINT"),
            region: text("REGION"),
            bucket: text("BUCKET"),
            keyID: text("KEY_ID"),
            secret: text("SECRET"),
            usesPathStyle: text("STYLE") != "host"
        )
        if let bytes = Int(text("PART_BYTES")) { settings.partBytes = bytes }
        settings.time = .seconds(10)
        settings.idle = .seconds(2)
        let server = text("ENDPOINT").replacing("http://", with: "")
        guard let storage = S3Storage(settings, DestinationPolicy(loopback: [server, "\(settings.bucket).\(server)"])) else { return nil }
        self.storage = storage
    }

    private func run(_ command: String, _ arguments: [String]) async throws {
        let name = arguments.first.flatMap { ObjectName($0) }
        switch (command, arguments.count, name) {
        case ("put", 1, _):
            let name = ObjectName(SHA256.hash(data: try Data(contentsOf: URL(filePath: arguments[0]))))
            try await storage.put(FilePath(arguments[0]), as: name, contentType: "image/jpeg")
            print(name)
        case ("get", 2, let name?): try await get(name, arguments[1])
        case ("size", 1, let name?): print(try await storage.size(of: name).map(String.init) ?? "none")
        case ("list", 0, _): try await list()
        case ("remove", 1, let name?): try await storage.remove(name)
        case ("unfinished", 0, _): try await storage.removeUnfinished(before: .max)
        case ("check", 0, _): try await storage.check()
        default: throw StorageError.unavailable("wrong arguments")
        }
    }

    private func get(_ name: ObjectName, _ file: String) async throws {
        guard let size = try await storage.size(of: name) else { throw StorageError.missing }
        var bytes: [UInt8] = []
        for range in ObjectPieces.ranges(of: 0..<size) { bytes += try await storage.read(name, range) }
        try Data(bytes).write(to: URL(filePath: file))
    }

    private func list() async throws {
        var last: ObjectName?
        while case let page = try await storage.list(after: last, limit: 2), !page.isEmpty {
            for object in page { print(object.name, object.bytes, object.modified) }
            last = page.last?.name
        }
    }
}
