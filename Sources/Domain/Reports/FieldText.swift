/// Text fields: `FreeTextRule` with the codes of `FieldErrorCode`.
enum FieldText {
    /// The text as it is kept. Four UTF-8 bytes a scalar is the most there can be, so only combining floods meet the byte limit first.
    static func check(_ text: String, maxScalars: Int, allowsLines: Bool) -> Result<String, FieldErrorCode> {
        let rule = FreeTextRule(maxScalars: maxScalars, maxBytes: maxScalars * 4, allowsLines: allowsLines)
        do {
            return .success(try rule.check(text))
        } catch {
            return .failure(FieldErrorCode(error))
        }
    }
}

extension FieldErrorCode {
    /// The code for a text that cannot be kept.
    package init(_ error: FreeTextError) {
        self =
            switch error {
            case .tooLong: .tooLong
            case .controlCharacter: .controlCharacter
            case .bidiCharacter: .bidiCharacter
            case .blank: .blank
            }
    }
}
