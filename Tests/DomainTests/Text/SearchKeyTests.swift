import Domain
import Testing

struct SearchKeyTests {
    @Test(arguments: [
        ("hoà", "hòa"), ("thuỷ", "thủy"), ("Thuỵ Khuê", "THỤY KHUÊ"), ("Yên Hoà", "Yên Hòa"), ("khoẻ", "khỏe"), ("hòan", "hoàn"),
        ("Đống Đa", "ĐỐNG ĐA"), ("Hoa\u{300}", "hòa"), ("Hòa Bình, Thuỷ Lợi", "hoà bình, thủy lợi"),
    ])
    func tonesMayStandOnAnyVowel(one: String, other: String) {
        #expect(SearchKey.anyTonePlacement(one) == SearchKey.anyTonePlacement(other))
    }

    @Test(arguments: [("ma", "má"), ("hoà", "hoá"), ("hoà", "hoa"), ("an", "ân"), ("à la", "a là"), ("da", "đa"), ("thua", "thưa")])
    func butDifferentWordsStayDifferent(one: String, other: String) {
        #expect(SearchKey.anyTonePlacement(one) != SearchKey.anyTonePlacement(other))
        #expect(SearchKey.lowercased(one) != SearchKey.lowercased(other))
    }

    @Test(arguments: [
        ("Phường Đống Đa", "phuong dong da"), ("Đường Nguyễn Khánh Toàn", "duong nguyen khanh toan"),
        ("ƠƯƠNG ẲẴ ợự Ỹ", "ouong aa ou y"), ("Ða Ɖa đa", "da da da"), ("ma má mà mả mã mạ", "ma ma ma ma ma ma"),
        ("Số 12/34 ngõ 5", "so 12/34 ngo 5"), ("中 Ω", "中 ω"), ("Café №1", "cafe №1"), ("", ""),
    ])
    func foldsToASCII(text: String, key: String) {
        #expect(SearchKey.folded(text) == key)
        #expect(Array(SearchKey.folded(Self.decomposed(text)).unicodeScalars) == Array(key.unicodeScalars))
    }

    /// `==` on strings ignores normal forms; the database does not, so scalars are compared.
    @Test func keysAreNFCAndStable() {
        let texts = ["Thuỵ Khuê", "HÒA HOÀN Hoà", "Đặng Thuỳ Trâm", "résumé İstanbul", "ế\u{301}\u{323} a\u{20DD}\u{301}", "ǹǸ ﬁ Å"]
        for key in [SearchKey.lowercased, SearchKey.anyTonePlacement, SearchKey.folded] {
            for text in texts {
                let once = key(text)
                #expect(Array(key(once).unicodeScalars) == Array(once.unicodeScalars), "\(text)")
                #expect(Array(once.nfc.unicodeScalars) == Array(once.unicodeScalars), "\(text)")
                #expect(Array(key(Self.decomposed(text)).unicodeScalars) == Array(once.unicodeScalars), "\(text)")
            }
        }
    }

    @Test func composesAllVietnameseLetters() {
        let bases: [(String, String)] = [
            ("a", "aàảãáạ"), ("a\u{306}", "ăằẳẵắặ"), ("a\u{302}", "âầẩẫấậ"), ("e", "eèẻẽéẹ"), ("e\u{302}", "êềểễếệ"), ("i", "iìỉĩíị"),
            ("o", "oòỏõóọ"), ("o\u{302}", "ôồổỗốộ"), ("o\u{31B}", "ơờởỡớợ"), ("u", "uùủũúụ"), ("u\u{31B}", "ưừửữứự"), ("y", "yỳỷỹýỵ"),
        ]
        let tones = ["", "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"]
        for (base, letters) in bases {
            for (tone, letter) in zip(tones, letters.unicodeScalars) {
                #expect(Array((base + tone).nfc.unicodeScalars) == [letter])
                #expect(Array((base + tone).uppercased().nfc.unicodeScalars) == Array(String(letter).uppercased().unicodeScalars))
            }
        }
    }

    /// Foundation alone needs seconds for this; cut to at most 30 marks a run (UAX #15) it takes linear time.
    @Test(.timeLimit(.minutes(10))) func aHeapOfMarksIsCut() {
        let heap = "a" + String(repeating: "\u{301}\u{323}", count: 50_000)
        let runs = heap.nfc.unicodeScalars.split(separator: "\u{34F}")
        #expect(runs.count == 3_334)
        #expect(runs.allSatisfy { $0.count <= 31 })
        #expect(runs.joined().count == 100_000)  // ạ is one scalar
        #expect(SearchKey.folded(heap) == "a")
    }

    /// Splits what the tests use by table: base letters and marks, written out of order where that is allowed.
    private static func decomposed(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(contentsOf: parts[scalar] ?? [scalar]) }
        return String(result)
    }

    private static let parts: [Unicode.Scalar: [Unicode.Scalar]] = [
        "ư": ["u", "\u{31B}"], "ờ": ["o", "\u{31B}", "\u{300}"], "ố": ["o", "\u{302}", "\u{301}"], "ễ": ["e", "\u{302}", "\u{303}"],
        "ỵ": ["y", "\u{323}"], "ê": ["e", "\u{302}"], "Ờ": ["O", "\u{31B}", "\u{300}"], "à": ["a", "\u{300}"],
        "ặ": ["a", "\u{306}", "\u{323}"],
        "ợ": ["o", "\u{323}", "\u{31B}"], "ự": ["u", "\u{31B}", "\u{323}"], "Ẳ": ["A", "\u{306}", "\u{309}"], "é": ["e", "\u{301}"],
        "ạ": ["a", "\u{323}"], "Ò": ["O", "\u{300}"], "ỳ": ["y", "\u{300}"], "â": ["a", "\u{302}"], "Å": ["A", "\u{30A}"],
    ]
}
