/// What holds for citizens' sign-in.
package enum CitizenSignInRules {
    /// Digits of a code: 23 bits.
    package static let codeDigits = 7
    /// Seconds a code is good for.
    package static let codeSeconds = 600
    /// Wrong codes after which a request is dead.
    package static let tries = 5

    /// Days a session lasts without being used, and at the longest.
    package static let idleDays = 30
    package static let sessionDays = 180
    /// Sessions of a citizen; one more ends the oldest.
    package static let sessions = 20

    /// Seconds a sign-in at an identity provider may take.
    package static let providerSeconds = 600

    /// Codes to one phone asked for from one network: a stranger who asks for somebody else's uses up their own only.
    package static let phoneFromNetwork = SignInQuota(count: 3, seconds: 600)
    /// Codes to one phone, whoever asks: nobody is to be called out of bed.
    package static let phone = SignInQuota(count: 6, seconds: 600)
    /// Attempts from one network for each code that may be asked for from it.
    package static let attemptsForEachCode = 2
}

/// So many in a time: all of it may be used at once, and comes back evenly.
package struct SignInQuota: Hashable, Sendable {
    package let count: Int
    package let seconds: Int

    package init(count: Int, seconds: Int) {
        self.count = count
        self.seconds = seconds
    }
}

extension PhoneNumber {
    /// Whether a code can be sent there: mobile numbers of Vietnam. Messages abroad are dear, which fraud lives on.
    package var takesCodes: Bool {
        e164.hasPrefix("+84") && e164.utf8.count == 12
    }
}
