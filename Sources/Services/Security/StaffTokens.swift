internal import Crypto
internal import Domain
internal import Foundation

/// Whose token is whose, until there are accounts. Of the tokens only digests are kept.
package struct StaffTokens: Sendable {
    /// Somebody who has a token.
    struct Holder: Sendable {
        let name: String
        /// The desk's code.
        let agency: String
        /// Where it stands in the file.
        let line: Int
        fileprivate let digest: SHA256Digest

        /// Stands in for the id of an account: the same for the same name.
        var account: UUID {
            SHA256.hash(data: Data(name.utf8)).withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
        }
    }

    /// Everything that is wrong with a file. Never says what tokens are in it.
    package struct Faults: Error, CustomStringConvertible {
        package let lines: [String]
        package var description: String { lines.joined(separator: "\n") }
    }

    /// All of them are compared with every token that is shown.
    private static let most = 500

    let holders: [Holder]

    /// No token opens anything.
    package static let none = StaffTokens(holders: [])

    private init(holders: [Holder]) {
        self.holders = holders
    }

    /// Reads a file that nobody else may read.
    package init(path: String) throws(Faults) {
        let text: String
        do {
            text = try SecretFile.text(path)
        } catch {
            throw Faults(lines: ["\(path): \(error)"])
        }
        do {
            try self.init(file: text)
        } catch {
            throw Faults(lines: error.lines.map { "\(path): \($0)" })
        }
    }

    /// Reads a line each, `<name> <agency's code> <token>`; empty lines and lines beginning with # are skipped. A name is 1…32 of `a-z`,
    /// `0-9` and `-`, a token `hn_` and 32…128 characters of base64url; each stands once.
    package init(file text: String) throws(Faults) {
        var holders: [Holder] = []
        var faults: [String] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.isEmpty || line.hasPrefix("#") { continue }
            do throws(LineFault) {
                holders.append(try Self.holder(words, line: index + 1, besides: holders))
            } catch {
                faults.append("line \(index + 1): \(error.text)")
            }
        }
        if holders.count > Self.most { faults.append("more than \(Self.most) tokens: this is for a beginning") }
        if holders.isEmpty, faults.isEmpty { faults.append("holds no token") }
        guard faults.isEmpty else { throw Faults(lines: faults) }
        self.holders = holders
    }

    private struct LineFault: Error {
        let text: String
    }

    private static func holder(_ words: [Substring], line: Int, besides others: [Holder]) throws(LineFault) -> Holder {
        guard words.count == 3 else { throw LineFault(text: "expected a name, an agency's code and a token") }
        let (name, agency) = (String(words[0]), String(words[1]))
        guard PrincipalName(name) != nil else { throw LineFault(text: "a name is 1 to 32 of a-z, 0-9 and -") }
        guard PlainCode.isPlausible(agency) else { throw LineFault(text: "that is no agency's code") }
        guard isToken(words[2]) else { throw LineFault(text: "a token is hn_ and 32 to 128 random characters of base64url") }
        let digest = SHA256.hash(data: Data(words[2].utf8))
        if let other = others.first(where: { $0.name == name }) { throw LineFault(text: "the name stands in line \(other.line) too") }
        if let other = others.first(where: { $0.digest == digest }) { throw LineFault(text: "the token stands in line \(other.line) too") }
        return Holder(name: name, agency: agency, line: line, digest: digest)
    }

    /// Whose token it is; takes the same time whichever it is, and however much of it is right.
    func holder(of token: some StringProtocol) -> Holder? {
        guard token.utf8.count <= 131 else { return nil }
        let digest = SHA256.hash(data: Data(token.utf8))
        // Digests are compared in constant time.
        return holders.reduce(nil) { found, holder in holder.digest == digest ? holder : found }
    }

    /// A new token: 256 random bits.
    package static func newToken() -> String {
        "hn_" + Base64URL.text(SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) })
    }

    /// 32 random characters of 64 have 12 different ones but once in 10⁷ draws.
    private static func isToken(_ text: Substring) -> Bool {
        let secret = text.utf8.dropFirst(3)
        return text.hasPrefix("hn_") && (32...128).contains(secret.count) && secret.allSatisfy(Base64URL.isDigit) && Set(secret).count >= 12
    }
}
