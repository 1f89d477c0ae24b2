import Domain
import Services

extension Settings {
    /// What signing in is held to; throws when the list of common passwords cannot be read.
    func signInRules() throws -> SignInRules {
        SignInRules(secondFactor: secondFactor, passwords: try PasswordRule(folder: sqlFolder + "/reference"))
    }
}
