package import Domain
internal import Foundation

/// A code on its way to a phone, in the clear. Lives as long as one attempt; never logged.
package struct CodeMessage: Sendable {
    /// Names the message to whoever carries it, the same in each attempt.
    package let id: String
    package let phone: PhoneNumber
    package let code: String
    package let language: Language
    /// Seconds the code is good for.
    package let seconds: Int

    /// What people read. Without marks: with them a message has room for 70 letters only.
    package var text: String {
        let minutes = max(1, seconds / 60)
        return switch language {
        case .vi: "PhanAnh: ma dang nhap \(code), trong \(minutes) phut. Khong dua ma nay cho bat ky ai, ke ca can bo."
        case .en: "PhanAnh: sign-in code \(code), for \(minutes) minutes. Never give it to anybody, officials included."
        }
    }
}

/// What has become of a message.
package enum CodeOutcome: Hashable, Sendable {
    case delivered
    /// Nobody will ever take it: another attempt is in vain.
    case refused
    /// To be tried again; the reason names no person.
    case failed(String)
}

/// What carries codes to phones.
package protocol CodeChannel: Sendable {
    /// Makes one attempt, in at most ten seconds. The same message may come twice.
    func deliver(_ message: CodeMessage) async -> CodeOutcome
}
