import Domain
import Testing

struct EmailAddressTests {
    @Test(arguments: [
        ("lan@example.com", "lan@example.com"), ("  Lan.Anh+hn@EXAMPLE.Com ", "Lan.Anh+hn@example.com"), ("a@b.vn", "a@b.vn"),
        ("o'brien_%x@mail-1.hanoi.gov.vn", "o'brien_%x@mail-1.hanoi.gov.vn"), ("x@xn--p1ai.xn--p1ai", "x@xn--p1ai.xn--p1ai"),
        (String(repeating: "a", count: 64) + "@example.com", String(repeating: "a", count: 64) + "@example.com"),
    ])
    func readsAddresses(text: String, address: String) throws {
        #expect(try EmailAddress(text).address == address)
    }

    @Test(arguments: [
        "", "@", "lan", "lan@", "@example.com", "lan@example", "lan@@example.com", "lan@ex@ample.com", "lan @example.com",
        "lan@exam ple.com",
        ".lan@example.com", "lan.@example.com", "la..n@example.com", "lan@.com", "lan@example.", "lan@example..com", "lan@-example.com",
        "lan@example-.com", "lan@exa_mple.com", "lan@127.0.0.1", "lan@[127.0.0.1]", "\"lan anh\"@example.com", "lân@example.com",
        "lan@hà-nội.vn",
        "lan@example.com\r\nBcc: x@example.com", "lan@example.com\n", "lan\u{0}@example.com", "lan,anh@example.com", "<lan@example.com>",
        "lan;x@example.com", String(repeating: "a", count: 65) + "@example.com", "lan@" + String(repeating: "a", count: 64) + ".com",
        "lan@" + String(repeating: "a.", count: 124) + "com",
    ])
    func refusesWhatIsNone(text: String) {
        #expect(throws: ContactError.emailInvalid) { try EmailAddress(text) }
    }

    @Test func allows254Bytes() throws {
        let longest = "lan@" + String(repeating: "a.", count: 123) + "info"
        #expect(longest.utf8.count == 254)
        #expect(try EmailAddress(longest).address == longest)
        #expect(throws: ContactError.emailInvalid) { try EmailAddress("x" + longest) }
    }

    @Test func neverShowsItself() throws {
        let email = try EmailAddress("lan@example.com")
        var dumped = ""
        dump(email, to: &dumped)
        for text in ["\(email)", String(reflecting: email), "\([email])", "\(Optional(email) as Any)", dumped] {
            #expect(!text.contains("lan") && !text.contains("example"))
        }
    }
}
