/// The languages of every text people read: Vietnamese first.
package enum Language: String, Sendable, CaseIterable {
    case vi
    case en
}

/// A text in both languages.
package struct BilingualText: Hashable, Sendable {
    package let vi: String
    package let en: String

    package init(vi: String, en: String) {
        self.vi = vi
        self.en = en
    }

    /// The text in one language.
    package subscript(language: Language) -> String {
        switch language {
        case .vi: vi
        case .en: en
        }
    }
}
