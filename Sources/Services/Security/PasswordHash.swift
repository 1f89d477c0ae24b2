internal import Crypto
internal import CryptoExtras
internal import Foundation

/// What a password is kept as: scrypt (RFC 7914) in the PHC string format, `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`.
struct PasswordHash: Hashable {
    /// How dear one guess is.
    struct Cost: Hashable, Sendable {
        /// Logarithm of the rounds.
        let logRounds: Int
        let blockSize: Int
        let parallelism: Int
    }

    let cost: Cost
    private let salt: Data
    private let hash: Data

    private static let bytes = 32

    /// Of a new password, with a salt of its own.
    init(_ password: String, cost: Cost) throws {
        self.cost = cost
        salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        hash = try Self.derive(password, salt, cost).withUnsafeBytes { Data($0) }
    }

    /// Of no password at all: to be compared with where there is none, so that it takes as long.
    init(ofNobody cost: Cost) {
        self.cost = cost
        salt = Data(count: 16)
        hash = Data(count: Self.bytes)
    }

    /// Reads what `text` writes; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = Self.cost(parts[2]), let salt = Self.data(parts[3]),
            let hash = Self.data(parts[4]), hash.count == Self.bytes
        else { return nil }
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    var text: String {
        "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)$\(Self.text(salt))$\(Self.text(hash))"
    }

    /// Whether it is this password's; takes the same time however much of it is right.
    func matches(_ password: String) throws -> Bool {
        // Keys are compared in constant time.
        try Self.derive(password, salt, cost) == SymmetricKey(data: hash)
    }

    private static func derive(_ password: String, _ salt: Data, _ cost: Cost) throws -> SymmetricKey {
        try KDF.Scrypt.deriveKey(
            from: Data(password.utf8),
            salt: salt,
            outputByteCount: bytes,
            rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize,
            parallelism: cost.parallelism
        )
    }

    private static func cost(_ text: Substring) -> Cost? {
        let values = text.split(separator: ",").map { $0.split(separator: "=", omittingEmptySubsequences: false) }
        guard values.count == 3, values.map(\.first) == ["ln", "r", "p"] else { return nil }
        let numbers = values.compactMap { $0.count == 2 ? Int($0[1]) : nil }
        guard numbers.count == 3, (1...20).contains(numbers[0]), (1...16).contains(numbers[1]), (1...16).contains(numbers[2]) else {
            return nil
        }
        return Cost(logRounds: numbers[0], blockSize: numbers[1], parallelism: numbers[2])
    }

    /// The format leaves the padding out.
    private static func text(_ data: Data) -> String {
        String(data.base64EncodedString().prefix { $0 != "=" })
    }

    private static func data(_ text: Substring) -> Data? {
        Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }
}
