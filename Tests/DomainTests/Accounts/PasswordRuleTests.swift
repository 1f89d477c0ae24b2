import Domain
import Testing

@Suite struct PasswordRuleTests {
    private static let rule = PasswordRule(
        common: ["password", "123456", "iloveyou", "dragon", "qwertyuiop12", "sunshine"],
        names: ["Ba Đình", "Hoàn Kiếm", "Ô Chợ Dừa"]
    )

    private static func refusal(_ password: String, _ username: String = "ba-dinh-2") throws -> FieldErrorCode? {
        rule.refusal(of: password, username: try #require(PrincipalName(username)))
    }

    @Test(arguments: [
        "con meo tren mai nha", "Trời mưa thì đất ướt", "xK9#vQ2!mZ7pL", "correct horse battery staple", "七転び八起きは日本の言葉です",
        "báo giấy đọc buổi sáng",
        String(repeating: "một câu dài ", count: 8),
    ])
    func longOnesThatNobodyGuessesAreTaken(password: String) throws {
        #expect(try Self.refusal(password) == nil)
    }

    @Test(arguments: [
        "qwertyuiop12", "QWERTYUIOP12", "qwertyuiop-12", "hanoi2025hanoi", "HàNội@2025!!!", "PhườngBaĐình2025", "ba-dinh-2-2025",
        "baDinh2BaDinh2",
        "password1234", "P a s s w o r d 1234", "iloveyou2025!", "aaaaaaaaaaaa", "121212121212", "ÔChợDừa123456", "dragondragon1",
        "hoankiem12345", "Hà Nội Hà Nội", "sunshine!!!!!!",
    ])
    func whatGuessersTryFirstIsNot(password: String) throws {
        #expect(try Self.refusal(password) == .passwordCommon)
    }

    @Test func lengthCountsInScalarsAndHasAnEndInBytes() throws {
        #expect(try Self.refusal("xK9#vQ2!mZ7") == .passwordTooShort)
        #expect(try Self.refusal("") == .passwordTooShort)
        // One letter to a reader, and four scalars.
        #expect(try Self.refusal("e\u{301}\u{323}\u{302}" + "xK9#vQ2") == .passwordTooShort)
        #expect(try Self.refusal("con mèo " + String(repeating: "x1", count: 59)) == nil)
        #expect(try Self.refusal(String(repeating: "xK9#vQ2!m", count: 15)) == .tooLong)
        #expect(try Self.refusal("xK9#vQ2!mZ7\u{0}p") == .controlCharacter)
    }
}
