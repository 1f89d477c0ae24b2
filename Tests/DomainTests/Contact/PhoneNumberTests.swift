import Domain
import Testing

struct PhoneNumberTests {
    @Test(arguments: [
        "0912345678", "0912.345.678", "0912 345 678", "0912-345-678", "091 234 5678", "+84912345678", "+84 912 345 678", "84912345678",
        "0084912345678", "(+84) (0)912 345 678", "(+84)912345678", "+84 0912345678", "840912345678", "0084 0912 345 678", "912345678",
        "０９１２３４５６７８", "＋84９12345678", "\u{202A}+84 912 345 678\u{202C}", "0912\u{A0}345\u{A0}678", "0912–345–678", " 0912345678\n",
    ])
    func readsAllVietnameseForms(text: String) throws {
        #expect(try PhoneNumber(text).e164 == "+84912345678")
    }

    @Test(arguments: [
        ("024 3825 1234", "+842438251234"), ("(024) 3825.1234", "+842438251234"), ("+84 24 3825 1234", "+842438251234"),
        ("842438251234", "+842438251234"), ("0084 (0)24 3825 1234", "+842438251234"), ("028 3822 1234", "+842838221234"),
        ("0203 3825 123", "+842033825123"), ("0299 3825 123", "+842993825123"), ("0236 3825 123", "+842363825123"),
        ("0841234567", "+84841234567"), ("841234567", "+84841234567"), ("0321234567", "+84321234567"), ("0561234567", "+84561234567"),
        ("0701234567", "+84701234567"),
    ])
    func readsLandlinesAndMobiles(text: String, e164: String) throws {
        #expect(try PhoneNumber(text).e164 == e164)
    }

    @Test(arguments: [
        ("162", "32"), ("163", "33"), ("164", "34"), ("165", "35"), ("166", "36"), ("167", "37"), ("168", "38"), ("169", "39"),
        ("120", "70"), ("121", "79"), ("122", "77"), ("126", "76"), ("128", "78"), ("123", "83"), ("124", "84"), ("125", "85"),
        ("127", "81"), ("129", "82"), ("186", "56"), ("188", "58"), ("199", "59"),
    ])
    func convertsTheMobileNumbersOfElevenDigits(old: String, new: String) throws {
        #expect(try PhoneNumber("0\(old)1234567").e164 == "+84\(new)1234567")
        #expect(try PhoneNumber("+84 \(old) 123 4567").e164 == "+84\(new)1234567")
    }

    @Test(arguments: [
        ("+1 650 253 0000", "+16502530000"), ("0033 1 42 68 53 00", "+33142685300"), ("+65 6123 4567", "+6561234567"),
        ("+123456789012345", "+123456789012345"), ("+12345678", "+12345678"),
    ])
    func readsOtherCountriesWithTheirCode(text: String, e164: String) throws {
        #expect(try PhoneNumber(text).e164 == e164)
    }

    @Test(arguments: [
        "", " ", "113", "114", "115", "1022", "18001234", "1800 1234", "19001234", "1900 123 456", "+84 1900 1234", "0 1800 1234",
        "0912", "091234567", "09123456789", "0612345678", "069 123 456", "0412345678", "0438251234", "0217 382 5123", "024 3825 123",
        "01701234567", "0190 123 4567", "+0912345678", "00 0912345678", "+1234567", "+1234567890123456", "16502530000", "8491234567",
        "+8491234567", "+849123456789", "0912345678a", "phone", "0912345678, 0987654321", "0912345678/0987654321", "09+12345678",
        "++84912345678",
        "(0912345678", "0912)345678", "((0912))345678", "٠٩١٢٣٤٥٦٧٨", "०९१२३४५६७८", "0912345678\u{0}", "tel:+84912345678", "12/34 phố Huế",
        String(repeating: " ", count: 40) + "0912345678", String(repeating: "0", count: 100_000), "0000000000",
    ])
    func refusesWhatCannotBeCalledBack(text: String) {
        #expect(throws: ContactError.phoneInvalid) { try PhoneNumber(text) }
    }

    @Test func neverShowsItself() throws {
        struct Reporter { let phone: PhoneNumber }
        let phone = try PhoneNumber("0912345678")
        var dumped = ""
        dump(Reporter(phone: phone), to: &dumped)
        for text in ["\(phone)", String(reflecting: phone), "\(Reporter(phone: phone))", "\([phone])", "\(Optional(phone) as Any)", dumped]
        {
            #expect(!text.contains("678"))
        }
        #expect(phone.masked == "••• ••• 678")
    }

    @Test func stableCodes() {
        #expect(ContactError.allCases.map(\.rawValue) == ["phone_invalid", "email_invalid"])
    }
}
