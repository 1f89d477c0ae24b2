import Foundation
import Testing

@Suite struct BadValueTests {
    @Test(arguments: [
        "", "road", "road.", ".pothole", "road.Pothole", "ROAD.POTHOLE", "road.pothole ", "road.pothole\u{0}", "road.pothole\u{301}",
        "road%2Epothole",
        "' OR 1=1 --", "../road", "đường.ổgà", String(repeating: "a", count: 40_000),
    ])
    func categoriesThatAreNoneAreRefused(code: String) async throws {
        try await APITest.runWithoutChange { api in
            let refusals = try await api.refused(["category": code])
            #expect(refusals == ["/category \(code == "road" ? "category_is_group" : "unknown_category")"])
        }
    }

    @Test(arguments: [
        "", "hôm qua", "2026", "2026-11-23", "2026-11-23T16:30", "2026-11-23T16:30:00", "2026-11-23 16:30:00+07:00", "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T16:60:00Z", "2026-11-23T16:30:00+25:00", "2026-11-23T16:30:00+07",
        "2026-11-23T16:30:60Z", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "-2026-11-23T16:30:00Z", "1764000000", "NaN",
        "２０２６-11-23T16:30:00Z", "2026-11-23T16:30:00Z\u{0}", "2026-11-23T16:30:00." + String(repeating: "0", count: 40_000),
    ])
    func timesThatAreNoneAreRefused(text: String) async throws {
        try await APITest.runWithoutChange { api in
            try await api.refuses(["occurred_at": text], ["/occurred_at time_invalid"])
        }
    }

    @Test func whatHasNotHappenedCannotBeReported() async throws {
        try await APITest.run { api in
            func fromNow(_ seconds: TimeInterval) -> String { Date(timeIntervalSinceNow: seconds).formatted(.iso8601) }
            for text in [fromNow(420), fromNow(86_400), "9999-12-31T00:00:00Z"] {
                try await api.refuses(["occurred_at": text], ["/occurred_at in_future"])
            }
            #expect(try await api.rowCounts() == [0, 0, 0, 0, 0, 0])
            // A client's clock may run ahead by five minutes.
            #expect(try await api.file(["occurred_at": fromNow(240)]).status == 201)
        }
    }

    @Test(arguments: [
        "", " ", "113", "1022", "18001090", "19001555", "0912", "091234567", "09123456789", "0112345678", "0212345678", "+84",
        "+8491234567",
        "0084", "+1", "+12345678901234567", "0912 345 678 máy lẻ 5", "0912a345678", "0912/345/678", "(0912 345 678", "0912) 345 678",
        "++84912345678",
        "09+12345678", "٠٩١٢٣٤٥٦٧٨", "०९१२३४५६७८", "0912345678\u{0}", "gọi tôi nhé", String(repeating: "0", count: 40_000),
        String(repeating: " ", count: 60) + "0912345678",
    ])
    func phonesThatNobodyAnswersAreRefused(phone: String) async throws {
        try await APITest.runWithoutChange { api in
            try await api.refuses(["reporter": ["phone": phone]], ["/reporter/phone phone_invalid"])
        }
    }

    @Test(arguments: [
        "0912345678", "0912.345.678", "0912-345-678", "+84 912 345 678", "84912345678", "0084912345678", "(+84) (0)912 345 678",
        "912345678",
        "０９１２３４５６７８", "0912\u{A0}345\u{A0}678", "\u{202A}+84 912 345 678\u{202C}",
    ])
    func phonesAreTakenInEveryForm(phone: String) async throws {
        try await APITest.run { api in
            let filed = try await api.file(["reporter": ["phone": phone]])
            #expect(filed.status == 201)
            let own = ["authorization": "Bearer \(filed.string("tracking_token") ?? "")"]
            let report = try await api.get("/v1/reports/\(filed.string("code") ?? "")", own)
            #expect(report.string("own.reporter.phone") == "••• ••• 678")
        }
    }

    @Test(arguments: [
        "", "a", "a@b", "@example.com", "a@", "a@@example.com", "a@example..com", ".a@example.com", "a.@example.com", "a b@example.com",
        "a@-example.com", "a@example.1", "a@[127.0.0.1]", "\"a\"@example.com", "ă@example.com", "a@ví-dụ.vn", "a@example.com\u{0}",
        "a\r\nBcc: x@example.com",
        String(repeating: "a", count: 65) + "@example.com", "a@" + String(repeating: "a.", count: 130) + "com", "<a@example.com>",
    ])
    func addressesThatNoMailReachesAreRefused(email: String) async throws {
        try await APITest.runWithoutChange { api in
            try await api.refuses(["reporter": ["email": email]], ["/reporter/email email_invalid"])
        }
    }

    @Test func choicesOutsideTheirListsAreRefused() async throws {
        try await APITest.runWithoutChange { api in
            for value in ["", "Person", "robot", "person\u{0}", "\u{202E}person", String(repeating: "p", count: 40_000)] {
                try await api.refuses(["reporter": ["kind": value]], ["/reporter/kind unknown_value"])
                try await api.refuses(["reporter": ["show_name_to": value]], ["/reporter/show_name_to unknown_value"])
                try await api.refuses(["channel": value], ["/channel unknown_value"])
            }
            for channel in ["hotline", "counter"] { try await api.refuses(["channel": channel], ["/channel staff_only"]) }
        }
    }

    @Test func membersNobodyAskedForAreRefused() async throws {
        try await APITest.runWithoutChange { api in
            for name in ["status", "id", "code", "unit", "Category", "", "__proto__", "a/b", "\u{0}", "mô_tả"] {
                let pointer = name.replacing("/", with: "~1")
                try await api.refuses([name: 1], ["/\(pointer) unknown_field"])
                try await api.refuses(["reporter": [name: "x"]], ["/reporter/\(pointer) unknown_field"])
            }
            #expect(try await api.refused(["attachments": (0..<6).map(String.init)]).first == "/attachments too_many")
            #expect(
                try await api.refused(["attachments": ["x", "y"]]) == [
                    "/attachments/0 attachment_unknown", "/attachments/1 attachment_unknown",
                ]
            )
            for value: Any in ["x", 1, ["a": 1]] { try await api.refuses(["attachments": value], ["/attachments wrong_type"]) }
        }
    }
}
