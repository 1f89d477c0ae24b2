/// What a password has to be: long, and none that guessers try first. Nothing is asked of its letters, and none has to be changed for
/// its age (ASVS 5.0, 6.2).
package struct PasswordRule: Sendable {
    /// Unicode scalars.
    package static let least = 12
    /// UTF-8 bytes.
    package static let most = 128

    /// What passwords are made of here, beside the names of units.
    private static let localWords = [
        "hanoi", "thudo", "vietnam", "thanhpho", "phuong", "ubnd", "uyban", "nhandan", "trungtam", "congan", "canbo", "quantri",
        "phananh", "matkhau", "password", "passwd", "admin", "welcome", "letmein", "qwerty", "abcdef",
    ]
    /// A shorter one may be part of any word.
    private static let shortestStem = 5

    private let common: Set<String>
    /// The longest first.
    private let stems: [String]

    /// `common` are passwords guessers begin with, `names` those of units.
    package init(common: [String], names: some Sequence<String>) {
        let common = Set(common.map(Self.letters))
        let names = names.map(Self.letters)
        self.common = common
        stems = Set(names + common + Self.localWords).filter { $0.utf8.count >= Self.shortestStem }
            .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }

    /// Why a password cannot be taken; nil if it can. `username` is its owner's.
    package func refusal(of password: String, username: PrincipalName) -> FieldErrorCode? {
        guard password.utf8.count <= Self.most else { return .tooLong }
        guard password.unicodeScalars.count >= Self.least else { return .passwordTooShort }
        guard !password.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return .controlCharacter }
        return isGuessed(Self.letters(password), Self.letters(username.text)) ? .passwordCommon : nil
    }

    /// Whether it is a common one, of very few letters, or nothing but common ones, local words and the username with a little added.
    private func isGuessed(_ letters: String, _ username: String) -> Bool {
        if common.contains(letters) || Set(letters.unicodeScalars).count < 5 { return true }
        var rest = username.isEmpty ? letters : letters.replacing(username, with: "")
        for stem in stems where rest.utf8.count >= stem.utf8.count { rest = rest.replacing(stem, with: "") }
        // Years and 123 are tried after every word; four letters more are not.
        return rest.unicodeScalars.count < 8 && rest.unicodeScalars.count { $0.properties.isAlphabetic } < 4
    }

    /// Its letters and digits, lower case without marks: guessers try those first, and so do people who have to add some.
    private static func letters(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                SearchKey.folded(text).unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }
            )
        )
    }
}
