import Foundation
import Testing

@testable import Services

@Suite struct KeyTests {
    private static let good = Data((0..<32).map { UInt8($0) }).base64EncodedString()

    @Test(arguments: [
        "", "# only a comment\n", "1 short", "1 AAAA", "1 \(Data(repeating: 7, count: 32).base64EncodedString())", "1 2 \(good)",
        "1 \(good)\n1 \(good)",
    ])
    func badKeyFilesAreRefusedWithoutRepeatingThem(text: String) {
        let error = #expect(throws: KeyRing.ReadingError.self) { try KeyRing(file: text) }
        #expect(error?.description.contains(Self.good) == false)
    }

    @Test func theFirstKeyIsTheCurrentOne() throws {
        let ring = try KeyRing(file: "# rotated\nnew \(Self.good)\n\nold \(Data((1...32).map { UInt8($0) }).base64EncodedString())\n")
        #expect(ring.current.id == "new")
        #expect(ring.key("old") != nil)
        #expect(ring.key("older") == nil)
    }

    @Test func aTokenOpensItsReportOnly() throws {
        let tokens = TrackingTokens(keys: try KeyRing(file: KeyRing.newFile(id: "t")))
        let report = UUID()
        let token = try #require(tokens.token(for: report, keyID: "t"))
        #expect(token.hasPrefix("trk_") && token.utf8.count == 47)
        #expect(tokens.isValid(token, for: report, keyID: "t"))
        #expect(tokens.token(for: report, keyID: "t") == token)
        #expect(!tokens.isValid(token, for: UUID(), keyID: "t"))
        #expect(!tokens.isValid(String(token.dropLast()), for: report, keyID: "t"))
        // base64 has spare bits at the end: other spellings of the same bytes are other tokens.
        for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=" where last != token.last {
            #expect(!tokens.isValid(token.dropLast() + String(last), for: report, keyID: "t"))
        }
        #expect(!tokens.isValid(token, for: report, keyID: "gone"))
        let others = TrackingTokens(keys: try KeyRing(file: KeyRing.newFile(id: "t")))
        #expect(!others.isValid(token, for: report, keyID: "t"))
    }

    @Test func keyFilesAreMadeOnceAndForTheOwnerOnly() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try SecretKeys.createMissing(in: folder).count == 7)
        #expect(try SecretKeys.createMissing(in: folder).isEmpty)
        _ = try SecretKeys(folder: folder)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(folder)/lookup.keys")
        try FileManager.default.removeItem(atPath: "\(folder)/contact.keys")
        let faults = #expect(throws: SecretKeys.Faults.self) { try SecretKeys(folder: folder) }
        #expect(faults?.lines.count == 2)
    }
}
