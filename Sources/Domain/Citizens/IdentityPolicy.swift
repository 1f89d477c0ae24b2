/// What whoever files has to have shown of themselves. A danger is never held back for lack of it.
package enum IdentityPolicy: String, Hashable, Sendable, CaseIterable {
    case none
    /// A phone or an e-mail address at least.
    case contact
    /// A session, or a registered client's word that its user has shown a phone or more.
    case verifiedPhone = "verified_phone"
    /// A session, or a registered client's word on who its user is.
    case clientAsserted = "client_asserted"

    /// Whether a report may be filed by whoever files it.
    package func admits(_ draft: ReportDraft, from party: FilingParty) -> Bool {
        if draft.treatment.severity == .urgent || party.citizen != nil { return true }
        return switch self {
        case .none: true
        case .contact: party.assertion != nil || draft.assurance(from: party) >= .contact
        case .verifiedPhone: draft.assurance(from: party) >= .verifiedPhone
        case .clientAsserted: party.assertion != nil
        }
    }

    /// What whoever may not file can do.
    package var text: BilingualText {
        switch self {
        case .none: BilingualText(vi: "Không cần gì thêm.", en: "Nothing more is needed.")
        case .contact:
            BilingualText(
                vi: "Để lại số điện thoại hoặc thư điện tử (reporter), hoặc đăng nhập.",
                en: "Leave a phone or an e-mail address (`reporter`), or sign in."
            )
        case .verifiedPhone, .clientAsserted:
            BilingualText(
                vi: "Đăng nhập rồi gửi lại, hoặc gửi qua ứng dụng đã xác minh bạn. Khi nguy hiểm, hãy gọi 113, 114 hoặc 115.",
                en: "Sign in and send it again, or use an app that knows who you are. In danger, call 113, 114 or 115."
            )
        }
    }
}
