import Foundation
import Testing

@testable import Services

@Suite struct OneTimePasswordTests {
    /// RFC 6238, appendix B, cut to six digits.
    private static let vectors: [(seconds: Int64, code: String)] = [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ]
    private static let standard = OneTimePassword(secret: Data("12345678901234567890".utf8))

    @Test func codesAreThoseOfTheStandard() {
        for vector in Self.vectors {
            #expect(Self.standard.code(ofStep: vector.seconds / 30) == vector.code)
            #expect(Self.standard.step(of: vector.code, at: vector.seconds) == vector.seconds / 30)
        }
    }

    @Test func aStepEachWayIsTakenAndNoMore() {
        for (distance, isTaken) in [(-61, false), (-31, true), (-30, true), (0, true), (30, true), (60, false), (90, false)]
            as [(Int64, Bool)]
        {
            let now: Int64 = 1_800_000_015
            let step = (now + distance) / 30
            #expect((Self.standard.step(of: Self.standard.code(ofStep: step), at: now) == step) == isTaken, "\(distance)")
        }
        for wrong in ["", "28708", "2870820", "２８７０８２", "287 82", "-87082"] {
            #expect(Self.standard.step(of: wrong, at: 59) == nil)
        }
    }

    /// RFC 4648, section 10.
    @Test func base32IsThatOfTheStandard() {
        let vectors = ["": "", "f": "MY", "fo": "MZXQ", "foo": "MZXW6", "foob": "MZXW6YQ", "fooba": "MZXW6YTB", "foobar": "MZXW6YTBOI"]
        for (text, base32) in vectors { #expect(Base32.text(Array(text.utf8)) == base32) }
        #expect(OneTimePassword().text.count == 32)
    }

    @Test func recoveryCodesAreReadHoweverTheyAreTyped() throws {
        let codes = Set((0..<100).map { _ in RecoveryCode.new() })
        #expect(codes.count == 100)
        for code in codes {
            let digest = try #require(RecoveryCode.digest(code))
            #expect(RecoveryCode.digest(code.uppercased()) == digest)
            #expect(RecoveryCode.digest(code.replacing("-", with: " ")) == digest)
            #expect(RecoveryCode.digest(String(code.dropLast())) == nil)
        }
    }
}
