import Crypto
import Foundation
import Media
import MediaTesting
import SystemPackage
import Testing
import Transfer

@Suite struct S3StorageTests {
    private static func storage(
        _ server: S3Fake,
        secret: String = S3Fake.secret,
        bucket: String = S3Fake.bucket,
        waiting time: Duration? = nil
    ) throws -> S3Storage {
        let given = S3Settings(endpoint: server.url, region: "vn-1", bucket: bucket, keyID: S3Fake.keyID, secret: secret)
        var settings = time.map(given.waiting) ?? given.patient
        settings.partBytes = 100_000
        return try #require(S3Storage(settings, DestinationPolicy(loopback: [server.endpoint])))
    }

    private static func put(_ bytes: [UInt8], _ storage: S3Storage) async throws -> ObjectName {
        let folder = try TemporaryFolder()
        let name = ObjectName(SHA256.hash(data: bytes))
        try await storage.put(folder.write(bytes), as: name, contentType: "image/jpeg")
        return name
    }

    private static let large = [UInt8](repeating: 7, count: 250_000)

    @Test func aLargeFileGoesInPartsAndASmallOneAtOnce() async throws {
        let server = try S3Fake()
        defer { server.stop() }
        let name = try await Self.put(Self.large, try Self.storage(server))
        let part = "PUT /photos/\(name)?partNumber&uploadId"
        #expect(server.asked == ["POST /photos/\(name)?uploads", part, part, part, "POST /photos/\(name)?uploadId"])
        #expect(server.objects == [name.text: Self.large])
        let small = try await Self.put([1], try Self.storage(server))
        #expect(server.asked.last == "PUT /photos/\(small)?")
    }

    static let passing: [[S3Fake.Mishap]] = [
        [.refusal(503, "SlowDown")], [.refusal(500, "InternalError"), .refusal(503, "SlowDown"), .refusal(429, "SlowDown")], [.cut],
        [.pass, .refusal(503, "SlowDown")], [.pass, .pass, .cut, .refusal(502, "Bad")],
        [.pass, .pass, .pass, .pass, .refusal(503, "SlowDown")],
    ]

    @Test(arguments: passing.indices) func whatPassesIsWaitedFor(_ index: Int) async throws {
        let server = try S3Fake()
        defer { server.stop() }
        let storage = try Self.storage(server)
        server.next(Self.passing[index])
        let name = try await Self.put(Self.large, storage)
        #expect(server.objects == [name.text: Self.large] && server.uploads == 0)
        server.next(Self.passing[index])
        #expect(try await storage.size(of: name) == Self.large.count)
        server.next(Array(Self.passing[index].prefix(1)))
        var bytes: [UInt8] = []
        for range in ObjectPieces.ranges(of: 0..<Self.large.count) { bytes += try await storage.read(name, range) }
        #expect(bytes == Self.large)
    }

    @Test func aServerThatStaysOutOfBreathIsUnavailableAndHasNothing() async throws {
        let server = try S3Fake()
        defer { server.stop() }
        let storage = try Self.storage(server)
        server.next([S3Fake.Mishap](repeating: .refusal(503, "SlowDown"), count: 4))
        await #expect(throws: StorageError.unavailable("the server says 503 SlowDown")) { _ = try await Self.put([1], storage) }
        #expect(server.objects.isEmpty && server.asked.count == 4)
    }

    /// Somebody waits for it.
    @Test func aReadingIsTriedTwice() async throws {
        let server = try S3Fake()
        defer { server.stop() }
        let storage = try Self.storage(server)
        let name = try await Self.put([1, 2, 3], storage)
        server.next([S3Fake.Mishap](repeating: .refusal(503, "SlowDown"), count: 2))
        await #expect(throws: StorageError.unavailable("the server says 503 SlowDown")) { _ = try await storage.read(name, 0..<3) }
        #expect(try await storage.read(name, 0..<3) == [1, 2, 3])
        #expect(server.asked.count == 4)
    }

    @Test func aServerThatFallsSilentIsUnavailable() async throws {
        let server = try S3Fake()
        defer { server.stop() }
        server.next([S3Fake.Mishap](repeating: .silence, count: 4))
        let storage = try Self.storage(server, waiting: .seconds(2))
        await #expect(throws: StorageError.unavailable("the server took too long")) { _ = try await Self.put([1], storage) }
    }

    @Test(arguments: [1, 2, 3, 4]) func whatIsNotWholeIsForgotten(_ before: Int) async throws {
        let server = try S3Fake()
        defer { server.stop() }
        let storage = try Self.storage(server)
        server.next([S3Fake.Mishap](repeating: .pass, count: before) + [.refusal(403, "AccessDenied")])
        await #expect(throws: StorageError.unavailable("the server says 403 AccessDenied")) { _ = try await Self.put(Self.large, storage) }
        #expect(server.objects.isEmpty && server.uploads == 0)
        #expect(server.asked.last?.hasPrefix("DELETE ") == true)
    }

    @Test(arguments: [(507, "InsufficientStorage"), (403, "QuotaExceeded"), (503, "XMinioStorageFull")])
    func aFullServerIsFull(_ status: Int, _ code: String) async throws {
        let server = try S3Fake()
        defer { server.stop() }
        server.next([.refusal(status, code)])
        let storage = try Self.storage(server)
        await #expect(throws: StorageError.full) { _ = try await Self.put([1], storage) }
        #expect(server.asked.count == 1)
        _ = try await Self.put([1], storage)
    }

    @Test func whoHasTheWrongKeyIsTurnedAwayAtOnce() async throws {
        let server = try S3Fake()
        defer { server.stop() }
        let storage = try Self.storage(server, secret: "another")
        await #expect(throws: StorageError.unavailable("the server says 403 SignatureDoesNotMatch")) {
            _ = try await Self.put([1], storage)
        }
        #expect(server.asked.count == 1)
    }

    @Test func aBucketThatIsNotThereIsNotTakenForAnObject() async throws {
        let server = try S3Fake()
        defer { server.stop() }
        let storage = try Self.storage(server, bucket: "elsewhere")
        await #expect(throws: StorageError.unavailable("there is no such bucket")) { try await storage.check() }
    }

    @Test func uploadsThatNobodyEndedGo() async throws {
        let server = try S3Fake()
        defer { server.stop() }
        let storage = try Self.storage(server)
        // Neither the part nor what forgets it gets through.
        server.next([.pass] + [S3Fake.Mishap](repeating: .refusal(503, "SlowDown"), count: 8))
        await #expect(throws: StorageError.self) { _ = try await Self.put(Self.large, storage) }
        #expect(server.uploads == 1)
        let now = Int(Date().timeIntervalSince1970)
        try await storage.removeUnfinished(before: now - 60)
        #expect(server.uploads == 1)
        try await storage.removeUnfinished(before: now + 60)
        #expect(server.uploads == 0)
    }

    /// It gives three at a time, and others' objects lie between.
    @Test func aServerThatListsFewerThanItIsAskedForIsReadToTheEnd() async throws {
        let server = try S3Fake()
        defer { server.stop() }
        let storage = try Self.storage(server)
        var names: [ObjectName] = []
        for number in 0..<10 { names.append(try await Self.put([UInt8(number)], storage)) }
        for number in 0..<16 { server.place([1], at: "\(String(number, radix: 16))-else/&.txt") }
        server.list(most: 3)
        #expect(try await storage.list(after: nil, limit: 1_000).map(\.name) == names.sorted())
        var listed: [ObjectName] = []
        while case let page = try await storage.list(after: listed.last, limit: 4), !page.isEmpty {
            #expect(page.count == min(4, names.count - listed.count))
            listed += page.map(\.name)
        }
        #expect(listed == names.sorted())
    }

    @Test func anObjectThatIsShorterThanItWasIsDamaged() async throws {
        let server = try S3Fake()
        defer { server.stop() }
        let storage = try Self.storage(server)
        let name = try await Self.put([1, 2, 3], storage)
        server.place([1], at: name.text)
        await #expect(throws: StorageError.damaged) { try await storage.read(name, 0..<3) }
    }

    @Test(.timeLimit(.minutes(10))) func whoeverIsCancelledStopsWaiting() async throws {
        let server = try S3Fake()
        defer { server.stop() }
        let storage = try Self.storage(server)
        server.next([S3Fake.Mishap](repeating: .silence, count: 4))
        await withTaskGroup { group in
            group.addTask { await #expect(throws: StorageError.cancelled) { _ = try await Self.put([1], storage) } }
            while server.asked.isEmpty { try? await Task.sleep(for: .milliseconds(2)) }
            group.cancelAll()
        }
    }

    @Test(arguments: [
        "ftp://a.vn", "https://a.vn/path", "https://a.vn?x=1", "https://u:p@a.vn", "a.vn", "", "http://a.vn",
    ])
    func noOtherPlaceIsAServer(_ endpoint: String) {
        let settings = S3Settings(endpoint: endpoint, region: "vn-1", bucket: "photos", keyID: "k", secret: "s")
        #expect(S3Storage(settings, DestinationPolicy()) == nil)
    }

    @Test(arguments: [("https://s3.example.vn", true), ("https://minio.example.vn:9000", true), ("https://s3.example.vn", false)])
    func aServerMayBeAtAPortOfItsOwn(_ endpoint: String, _ usesPathStyle: Bool) {
        let settings = S3Settings(
            endpoint: endpoint,
            region: "vn-1",
            bucket: "photos",
            keyID: "k",
            secret: "s",
            usesPathStyle: usesPathStyle
        )
        #expect(S3Storage(settings, DestinationPolicy()) != nil)
    }

    @Test(arguments: ["Photos", "a", "a/b", "a b", "ảnh"]) func noOtherNameIsABucket(_ bucket: String) {
        let settings = S3Settings(endpoint: "https://s3.example.vn", region: "vn-1", bucket: bucket, keyID: "k", secret: "s")
        #expect(S3Storage(settings, DestinationPolicy()) == nil)
    }
}
