/// Whether an answer says anything: it has so many different words besides those that any answer could be made of.
///
/// Not a judgement of style. "Đã tiếp nhận và xử lý theo quy định" names nothing that was done; "Đã vá ổ gà" does.
package enum AnswerSubstance {
    /// Words that have to be left.
    package static let leastWords = 3

    /// Whether a text has substance.
    package static func has(_ text: String) -> Bool {
        words(of: text).count >= leastWords
    }

    /// The different words of a text that are not empty ones; written without marks they are as empty.
    static func words(of text: String) -> Set<String> {
        let words = SearchKey.anyTonePlacement(text).split { !($0.isLetter || $0.isNumber) }.map(String.init)
        return Set(words).filter { !emptyWords.contains($0) && !($0.utf8.allSatisfy { $0 < 0x80 } && bareWords.contains($0)) }
    }

    private static let emptyWords = Set(
        """
        đã đang sẽ được bị xử lý xong rồi hoàn thành giải quyết tiếp nhận ghi chuyển kiểm tra rà soát phối hợp theo đúng quy định thẩm quyền cơ \
        quan đơn vị chức năng liên phản ánh kiến nghị nội dung vụ việc sự kết quả thông tin báo cáo cảm ơn trân trọng kính gửi ông bà anh chị quý \
        công dân người của và về các những để cho có này trên tại thực hiện yêu cầu đề phường xã ubnd ủy ban nhân
        """
        .split(separator: " ").map { SearchKey.anyTonePlacement(String($0)) }
    )
    private static let bareWords = Set(emptyWords.map(SearchKey.folded))
}
