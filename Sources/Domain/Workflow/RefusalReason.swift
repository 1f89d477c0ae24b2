/// What people are told of a code by which a report is refused.
package struct RefusalReason: Hashable, Sendable {
    /// The channel that is the right one.
    package struct Guidance: Hashable, Sendable {
        package let title: BilingualText
        package let url: String?
        package let phone: String?

        package init(title: BilingualText, url: String?, phone: String?) {
            self.title = title
            self.url = url
            self.phone = phone
        }
    }

    package let code: RefusalCode
    package let name: BilingualText
    /// For whoever asks why, besides what the desk has written.
    package let explanation: BilingualText
    package let legalBasis: String?
    package let guidance: Guidance?

    package init(code: RefusalCode, name: BilingualText, explanation: BilingualText, legalBasis: String?, guidance: Guidance?) {
        self.code = code
        self.name = name
        self.explanation = explanation
        self.legalBasis = legalBasis
        self.guidance = guidance
    }
}
