package import Domain
internal import Foundation

/// What signing in is held to.
package struct SignInRules: Sendable {
    package let secondFactor: SecondFactorPolicy
    let passwords: PasswordRule
    let hasher: PasswordHasher

    package init(secondFactor: SecondFactorPolicy, passwords: PasswordRule, hasher: PasswordHasher = PasswordHasher()) {
        self.secondFactor = secondFactor
        self.passwords = passwords
        self.hasher = hasher
    }
}

extension PasswordRule {
    /// A file that cannot be read, or lists next to nothing.
    package struct Unreadable: Error, CustomStringConvertible {
        let path: String
        package var description: String { "\(path): no list of common passwords" }
    }

    /// With the common passwords and names of units that stand in a folder of reference files.
    package init(folder: String) throws {
        let path = "\(folder)/common-passwords.txt"
        let common = Self.lines(path)
        guard common.count >= 3_000 else { throw Unreadable(path: path) }
        // The third column, before any that needs quotes.
        let units = Self.lines("\(folder)/units.csv").dropFirst().compactMap {
            $0.split(separator: ",").dropFirst(2).first.map(String.init)
        }
        self.init(common: common, names: units)
    }

    private static func lines(_ path: String) -> [String] {
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map(String.init)
    }
}
