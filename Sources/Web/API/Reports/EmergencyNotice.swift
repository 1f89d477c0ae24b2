import Domain

/// Whom to call before waiting for an answer.
enum EmergencyNotice {
    static func text(_ numbers: [String]) -> BilingualText? {
        if numbers.isEmpty { return nil }
        let list = numbers.map { number in label(number).map { "\(number) (\($0.vi))" } ?? number }.joined(separator: ", ")
        let english = numbers.map { number in label(number).map { "\(number) (\($0.en))" } ?? number }.joined(separator: ", ")
        return BilingualText(
            vi: "Nếu có nguy hiểm ngay lúc này, hãy gọi \(list). Phản ánh qua ứng dụng không thay thế cuộc gọi khẩn cấp.",
            en: "If anybody is in danger now, call \(english). A report does not replace an emergency call."
        )
    }

    /// Who answers at a number.
    static func label(_ number: String) -> BilingualText? {
        switch number {
        case "113": BilingualText(vi: "công an", en: "police")
        case "114": BilingualText(vi: "chữa cháy, cứu nạn", en: "fire and rescue")
        case "115": BilingualText(vi: "cấp cứu", en: "ambulance")
        default: nil
        }
    }
}
