import Crypto
import Media
import MediaTesting
import SystemPackage
import Testing
import Transfer

/// What both storages do, held to the same tests.
@Suite struct StorageTests {
    enum Kind: String, CaseIterable {
        case folder, server, parts
    }

    /// A storage and what it is in.
    struct Place {
        let storage: any ObjectStorage
        let folder: TemporaryFolder
        let server: S3Fake?

        init(_ kind: Kind) throws {
            folder = try TemporaryFolder()
            server = kind == .folder ? nil : try S3Fake()
            if let server {
                var settings = S3Settings(
                    endpoint: server.url,
                    region: "vn-1",
                    bucket: S3Fake.bucket,
                    keyID: S3Fake.keyID,
                    secret: S3Fake.secret
                ).patient
                if kind == .parts { settings.partBytes = 100_000 }
                storage = try #require(S3Storage(settings, DestinationPolicy(loopback: [server.endpoint])))
            } else {
                storage = FolderStorage(folder.path.appending("store"))
            }
        }

        /// Puts bytes there and returns their name.
        func put(_ bytes: [UInt8]) async throws -> ObjectName {
            let name = ObjectName(SHA256.hash(data: bytes))
            try await storage.put(folder.write(bytes), as: name, contentType: "image/jpeg")
            return name
        }

        func read(_ name: ObjectName, _ range: Range<Int>) async throws -> [UInt8] {
            var bytes: [UInt8] = []
            for range in ObjectPieces.ranges(of: range) { bytes += try await storage.read(name, range) }
            return bytes
        }
    }

    private static func bytes(_ count: Int, _ seed: UInt64 = 1) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
    }

    @Test(arguments: Kind.allCases, [1, 524_288, 524_289, 1_200_000]) func whatIsPutIsThere(_ kind: Kind, _ count: Int) async throws {
        let place = try Place(kind)
        defer { place.server?.stop() }
        let bytes = Self.bytes(count)
        let name = try await place.put(bytes)
        #expect(try await place.storage.size(of: name) == count)
        #expect(try await place.read(name, 0..<count) == bytes)
        #expect(try await place.read(name, count / 3..<count / 2) == Array(bytes[count / 3..<count / 2]))
        #expect(try await place.read(name, count - 1..<count) == [bytes[count - 1]])
    }

    @Test(arguments: Kind.allCases) func theSameBytesAgainChangeNothing(_ kind: Kind) async throws {
        let place = try Place(kind)
        defer { place.server?.stop() }
        let bytes = Self.bytes(150_000)
        let names = [try await place.put(bytes), try await place.put(bytes)]
        #expect(names[0] == names[1])
        #expect(try await place.storage.list(after: nil, limit: 10).map(\.name) == [names[0]])
        #expect(try await place.read(names[0], 0..<bytes.count) == bytes)
    }

    @Test(arguments: Kind.allCases) func otherBytesThanThoseOfTheNameAreNotKept(_ kind: Kind) async throws {
        let place = try Place(kind)
        defer { place.server?.stop() }
        let name = ObjectName(SHA256.hash(data: Self.bytes(10)))
        let file = try place.folder.write(Self.bytes(10, 2))
        await #expect(throws: StorageError.damaged) { try await place.storage.put(file, as: name, contentType: "image/png") }
        #expect(try await place.storage.size(of: name) == nil)
        #expect(try await place.storage.list(after: nil, limit: 10).isEmpty)
    }

    @Test(arguments: Kind.allCases) func aFileThatIsNotThereIsNotKept(_ kind: Kind) async throws {
        let place = try Place(kind)
        defer { place.server?.stop() }
        let name = ObjectName(SHA256.hash(data: [1]))
        let file = place.folder.path.appending("nothing")
        await #expect(throws: StorageError.missing) { try await place.storage.put(file, as: name, contentType: "image/png") }
        #expect(try await place.storage.size(of: name) == nil)
    }

    @Test(arguments: Kind.allCases) func whatIsNotThereCannotBeRead(_ kind: Kind) async throws {
        let place = try Place(kind)
        defer { place.server?.stop() }
        let name = try await place.put(Self.bytes(100))
        let other = ObjectName(SHA256.hash(data: [7]))
        await #expect(throws: StorageError.missing) { try await place.read(other, 0..<1) }
        await #expect(throws: StorageError.damaged) { try await place.read(name, 0..<101) }
        await #expect(throws: StorageError.damaged) { try await place.read(name, 200..<300) }
        #expect(try await place.storage.read(name, 5..<5).isEmpty)
    }

    @Test(arguments: [0..<1, 0..<524_288, 3..<524_292, 10..<1_600_000]) func aLongRangeIsReadInPieces(_ range: Range<Int>) {
        let pieces = ObjectPieces.ranges(of: range)
        #expect(pieces.flatMap { Array($0) } == Array(range))
        #expect(pieces.allSatisfy { (1...ObjectPieces.mostBytes).contains($0.count) })
        #expect(ObjectPieces.ranges(of: 7..<7).isEmpty)
    }

    @Test(arguments: Kind.allCases) func whatIsRemovedIsGone(_ kind: Kind) async throws {
        let place = try Place(kind)
        defer { place.server?.stop() }
        let name = try await place.put(Self.bytes(100))
        try await place.storage.remove(name)
        try await place.storage.remove(name)
        #expect(try await place.storage.size(of: name) == nil)
        #expect(try await place.storage.list(after: nil, limit: 10).isEmpty)
        await #expect(throws: StorageError.missing) { try await place.read(name, 0..<1) }
    }

    @Test(arguments: Kind.allCases) func allIsListedInOrderPageByPage(_ kind: Kind) async throws {
        let place = try Place(kind)
        defer { place.server?.stop() }
        var names: [ObjectName] = []
        for seed in 1...23 { names.append(try await place.put(Self.bytes(100 + seed, UInt64(seed)))) }
        var listed: [StoredObject] = []
        while case let page = try await place.storage.list(after: listed.last?.name, limit: 5), !page.isEmpty {
            #expect(page.count <= 5)
            listed += page
        }
        #expect(listed.map(\.name) == names.sorted())
        #expect(Set(listed.map(\.bytes)) == Set(101...123))
        #expect(listed.allSatisfy { $0.modified > 1_700_000_000 })
    }

    @Test(arguments: Kind.allCases) func aStorageThatWorksPassesTheCheckAndKeepsNothingOfIt(_ kind: Kind) async throws {
        let place = try Place(kind)
        defer { place.server?.stop() }
        try await place.storage.check()
        #expect(try await place.storage.list(after: nil, limit: 10).isEmpty)
        #expect(place.folder.files.isEmpty)
        try await place.storage.removeUnfinished(before: .max)
    }

    @Test(arguments: Kind.allCases) func manyAtOnceDoNotDisturbEachOther(_ kind: Kind) async throws {
        let place = try Place(kind)
        defer { place.server?.stop() }
        let bytes = Self.bytes(150_000)
        let name = ObjectName(SHA256.hash(data: bytes))
        let file = try place.folder.write(bytes)
        try await withThrowingTaskGroup { group in
            for _ in 0..<16 { group.addTask { try await place.storage.put(file, as: name, contentType: "image/jpeg") } }
            try await group.waitForAll()
        }
        #expect(try await place.read(name, 0..<bytes.count) == bytes)
        #expect(try await place.storage.list(after: nil, limit: 10).count == 1)
    }

    @Test(arguments: [
        "", "abc", String(repeating: "A", count: 64), String(repeating: "g", count: 64), "../" + String(repeating: "a", count: 61),
    ])
    func onlyADigestIsAName(_ text: String) {
        #expect(ObjectName(text) == nil)
    }
}
