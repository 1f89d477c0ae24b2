import Foundation
import Testing

@testable import Services

@Suite struct PasswordHashTests {
    /// RFC 7914, section 12, the first 32 bytes of the third vector.
    @Test func theHashIsThatOfTheStandard() throws {
        let text = "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI"
        let hash = try #require(PasswordHash(text))
        #expect(hash.text == text)
        #expect(try hash.matches("pleaseletmein"))
        #expect(try !hash.matches("pleaseletmeiN"))
    }

    @Test func everyPasswordHasASaltOfItsOwn() throws {
        let cost = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
        let hashes = try (0..<20).map { _ in try PasswordHash("con meo tren mai nha", cost: cost) }
        #expect(Set(hashes.map(\.text)).count == 20)
        for hash in hashes {
            #expect(try PasswordHash(hash.text)?.matches("con meo tren mai nha") == true)
            #expect(try !hash.matches("con meo tren mai nhà"))
        }
    }

    @Test(arguments: [
        "", "$", "$scrypt$$$", "$argon2id$v=19$m=65536$c2FsdA$aGFzaA", "$scrypt$ln=0,r=8,p=1$c2FsdA$aGFzaA",
        "$scrypt$ln=99,r=8,p=1$c2FsdA$aGFzaA",
        "$scrypt$r=8,ln=4,p=1$c2FsdA$aGFzaA", "$scrypt$ln=4,r=8,p=1$c2FsdA$aGFzaA", "$scrypt$ln=4,r=8$c2FsdA$aGFzaA", "plain text",
        "$scrypt$ln=4,r=8,p=1$!!!$aGFzaA",
    ])
    func whatIsNoHashIsNotRead(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    /// However they were typed, NFC or NFD, and kept anew when they were hashed more cheaply.
    @Test func theHasherKnowsAPasswordInEveryNormalForm() async throws {
        let (old, new) = (PasswordHasher(logRounds: 3), PasswordHasher(logRounds: 4))
        let kept = try await old.hash("Trời mưa thì đất ướt")
        let decomposed = try await old.verify("Trời mưa thì đất ướt".decomposedStringWithCanonicalMapping, against: kept)
        #expect(decomposed.isRight && !decomposed.isOutdated)
        let dearer = try await new.verify("Trời mưa thì đất ướt", against: kept)
        #expect(dearer.isRight && dearer.isOutdated)
        #expect(try await new.verify("Trời mưa thì đất ướt", against: nil).isRight == false)
        #expect(try await new.verify("", against: "rubbish").isRight == false)
    }

    @Test func whoComesWhenTooManyWaitIsToldAtOnce() async throws {
        let hasher = PasswordHasher(logRounds: 12)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    do throws(ServiceError) {
                        _ = try await hasher.hash("x")
                        return true
                    } catch {
                        #expect(error == .busy)
                        return false
                    }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.contains(true) && outcomes.contains(false))
        _ = try await hasher.hash("x")
    }
}
