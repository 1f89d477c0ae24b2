/// What somebody of staff looks for among reports.
package enum ReportQuestion: Hashable, Sendable {
    /// The report of a code.
    case code(ReportCode)
    /// Those of whoever has this phone.
    case phone(PhoneNumber)
    /// Those that say something.
    case words(SearchWords)

    /// Characters that are read at most.
    package static let longest = 200

    /// Reads what was typed: what can be a code is one, then what can be a phone. nil where there is nothing to look for, or too much.
    package init?(_ text: String) {
        guard text.unicodeScalars.count <= Self.longest else { return nil }
        if case .code(let code) = ReportCode.read(text) {
            self = .code(code)
        } else if let phone = try? PhoneNumber(text) {
            self = .phone(phone)
        } else if let words = SearchWords(asked: text) {
            self = .words(words)
        } else {
            return nil
        }
    }
}
