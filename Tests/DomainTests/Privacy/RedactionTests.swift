import Domain
import Testing

/// What people write, each in all its forms.
enum PersonalForms {
    static let phones = [
        "0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "091 234 5678", "09 12 34 56 78", "0 9 1 2 3 4 5 6 7 8",
        "09.12.34.56.78", "+84912345678", "+84 912 345 678", "(+84) 912 345 678", "+84 (0)912 345 678", "84912345678", "0084912345678",
        "0084 912 345 678", "０９１２３４５６７８", "+８４ ９１２ ３４５ ６７８", "0912–345–678", "0912\u{A0}345\u{A0}678", "0912·345·678", "0912_345_678",
        "0912*345*678", "09\u{200B}12345678", "0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "01662345678", "0243 825 1234", "024.3825.1234", "(024) 3825 1234",
        "024-38251234", "024/38251234", "02838251234", "0912,345,678", "(0912) 345 678", "+1 415 555 2671", "+44 20 7946 0958",
    ]
    static let addresses = [
        "thu.nghiem@example.com", "thu+ngo@mail.example.com.vn", "THU@EXAMPLE.COM", "thu @ example.com", "thu(at)example.com",
        "thu [at] example.com", "thu＠example.com", "thửnghiệm@example.com", "a_b-c%d@x-y.example.vn",
    ]
    static let identityNumbers = [
        "001090123456", "001 090 123 456", "0010 9012 3456", "001.090.123.456", "001-090-123-456", "012345678", "123456789", "012 345 678",
        "123 456 789", "012.345.678", "０１２３４５６７８",
    ]
    static let plates = [
        "29A-123.45", "29A-12345", "29A 123.45", "29A12345", "30H1 12345", "30H1-123.45", "29-A1 123.45", "29-AA 123.45", "29LD-123.45",
        "80A-123.45", "80-NG-123-45", "80 NG 123 45", "29MĐ1-123.45", "29a-123.45", "29a12345", "30h1 12345", "29H1-1234", "30K-1234",
        "TM 12-34", "TC-56-78", "２９Ａ－１２３.４５", "T29-123.45", "29A1 234.56",
    ]
}

@Suite struct RedactionTests {
    @Test(arguments: PersonalForms.phones) func everyFormOfAPhoneIsFound(_ phone: String) {
        expect(phone, .phone)
    }

    /// A part that may be kept, and an address that it hides while it is redacted.
    @Test(arguments: ["0912 345 678@gmail.com", "29A 12345@gmail.com"])
    func whatIsKeptBaresNoAddressBehindIt(_ text: String) {
        let kept = Redaction(text, keeping: Set(Redaction(text).spans.filter(\.mayBeKept).map(\.range)))
        #expect(kept.spans.contains { $0.kind == .email } && !kept.text.contains("@"))
    }

    @Test(arguments: PersonalForms.addresses) func everyFormOfAnAddressIsFound(_ email: String) {
        expect(email, .email)
    }

    @Test(arguments: PersonalForms.identityNumbers) func everyFormOfAnIdentityNumberIsFound(_ number: String) {
        expect(number, .identityNumber)
    }

    @Test(arguments: PersonalForms.plates) func everyFormOfAPlateIsFound(_ plate: String) {
        expect(plate, .plate)
    }

    @Test func allOfThemAreReplacedAndNothingElse() {
        let redaction = Redaction(
            "Xe 29A-123.45 đỗ chắn cửa số 12, gọi 0912 345 678 hoặc +84 24 3825 1234, thư a.b@example.com; CCCD 001090123456. Ai cần thì gọi 113."
        )
        #expect(
            redaction.text
                == "Xe [đã ẩn biển số] đỗ chắn cửa số 12, gọi [đã ẩn số điện thoại] hoặc [đã ẩn số điện thoại], thư [đã ẩn email]; "
                + "CCCD [đã ẩn số giấy tờ]. Ai cần thì gọi 113."
        )
        #expect(redaction.spans.map(\.kind) == [.plate, .phone, .phone, .email, .identityNumber])
    }

    @Test func twoSideBySideAreTwo() {
        #expect(Redaction("0912345678 0987654321").spans.count == 2)
        #expect(Redaction("0912345678/0987654321").spans.count == 2)
        #expect(Redaction("0912.345.678-0987.654.321").spans.count == 2)
        #expect(Redaction("a@example.com,b@example.com").spans.count == 2)
        #expect(Redaction("29A-123.45, 30H-678.90").spans.count == 2)
    }

    @Test(arguments: HarmlessTexts.all)
    func harmlessTextStaysAsItIs(_ text: String) {
        let redaction = Redaction(text)
        #expect(redaction.spans == [] && redaction.text == text, "\(redaction.text)")
    }

    private func expect(_ datum: String, _ kind: PersonalDatum) {
        for (before, after) in [
            ("", ""), ("Xin gọi ", " giúp"), ("(", ")"), ("Liên hệ: ", "."), ("số nhà, ", ", cảm ơn"), ("đây→", "\nhết"),
        ] {
            let redaction = Redaction(before + datum + after)
            #expect(redaction.spans.map(\.kind) == [kind], "\(before)\(datum)\(after) → \(redaction.text)")
            let isHidden = redaction.text.unicodeScalars.allSatisfy { $0.properties.numericType == nil && $0 != "@" }
            #expect(isHidden, "\(before)\(datum)\(after) → \(redaction.text)")
        }
    }
}
