import Foundation
import Testing

@testable import Services

@Suite struct StaffTokensTests {
    static let token = "hn_0123456789abcdefghijklmnopqrstuvwxyz"

    @Test func aFileNamesWhoHasWhichToken() throws {
        let other = StaffTokens.newToken()
        let tokens = try StaffTokens(
            file: "# for a beginning\n\n  lan-1 committee-00004-2025-07-01 \(Self.token)\r\nminh coordinator \(other)\n"
        )
        let holder = try #require(tokens.holder(of: Self.token))
        #expect(holder.name == "lan-1" && holder.agency == "committee-00004-2025-07-01" && holder.line == 3)
        #expect(tokens.holder(of: other)?.name == "minh")
        for stranger in ["", "hn_", Self.token + "0", String(Self.token.dropLast()), Self.token.uppercased(), StaffTokens.newToken()] {
            #expect(tokens.holder(of: stranger) == nil)
        }
        #expect(StaffTokens.none.holder(of: Self.token) == nil)
    }

    @Test(arguments: [
        ("", "holds no token"), ("# nothing\n", "holds no token"),
        ("lan coordinator", "line 1: expected a name, an agency's code and a token"),
        ("lan coordinator \(token) more", "line 1: expected a name, an agency's code and a token"),
        ("Lan coordinator \(token)", "line 1: a name is 1 to 32 of a-z, 0-9 and -"),
        ("lần coordinator \(token)", "line 1: a name is 1 to 32 of a-z, 0-9 and -"),
        ("\(String(repeating: "a", count: 33)) coordinator \(token)", "line 1: a name is 1 to 32 of a-z, 0-9 and -"),
        ("\nlan điều-phối \(token)", "line 2: that is no agency's code"),
        ("lan coordinator trk_0123456789abcdefghijklmnopqrstuvwxyz", "line 1: a token is hn_ and 32 to 128 random characters of base64url"),
        ("lan coordinator hn_0123456789abcdefghijklmnopqrstu", "line 1: a token is hn_ and 32 to 128 random characters of base64url"),
        ("lan coordinator hn_\(String(repeating: "a", count: 40))", "line 1: a token is hn_ and 32 to 128 random characters of base64url"),
        ("lan coordinator \(token)+", "line 1: a token is hn_ and 32 to 128 random characters of base64url"),
        ("lan coordinator \(token)\nlan coordinator \(token)x", "line 2: the name stands in line 1 too"),
        ("lan coordinator \(token)\nminh coordinator \(token)", "line 2: the token stands in line 1 too"),
    ])
    func whatIsWrongIsNamedWithItsLineAndNoTokenRepeated(text: String, fault: String) {
        let faults = #expect(throws: StaffTokens.Faults.self) { try StaffTokens(file: text) }
        #expect(faults?.lines == [fault])
        #expect(faults?.description.contains("0123456789") == false)
    }

    @Test func everyFaultIsNamed() {
        let faults = #expect(throws: StaffTokens.Faults.self) { try StaffTokens(file: "a b\nLan coordinator x\nminh coordinator y") }
        #expect(faults?.lines.count == 3)
    }

    @Test func nobodyElseMayReadTheFile() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: StaffTokens.Faults.self) { try StaffTokens(path: path) }
        try "lan coordinator \(Self.token)\n".write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let faults = #expect(throws: StaffTokens.Faults.self) { try StaffTokens(path: path) }
        #expect(faults?.lines == ["\(path): others may read it: chmod 600"])
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(try StaffTokens(path: path).holder(of: Self.token)?.name == "lan")
    }
}
