import Domain
import Foundation
import RandomTesting
import Testing

struct UUIDv7Tests {
    /// Milliseconds of the example in RFC 9562, appendix A.6.
    @Test func carriesTimeVersionAndVariant() {
        var random = SplitMix64(seed: 12)
        for _ in 0..<1_000 {
            let text = Array(UUID.version7(unixMilliseconds: 0x017F_22E2_79B0, using: &random).uuidString)
            #expect(String(text[0..<15]) == "017F22E2-79B0-7")
            #expect("89AB".contains(text[19]))
        }
    }

    @Test func sortsByMillisecond() {
        var random = SplitMix64(seed: 13)
        let ids = (0..<2_000).map { UUID.version7(unixMilliseconds: 1_770_975_000_000 + $0 * 37, using: &random) }
        #expect(ids == ids.sorted())
    }

    /// Every one of the 74 random bits is seen set and clear, and no id comes twice.
    @Test func theRestIsRandom() {
        var random = SplitMix64(seed: 14)
        let ids = (0..<500).map { _ in UUID.version7(unixMilliseconds: 0, using: &random) }
        #expect(Set(ids).count == ids.count)
        var (set, clear) = ([UInt8](repeating: 0, count: 16), [UInt8](repeating: 0, count: 16))
        for id in ids {
            for (index, byte) in withUnsafeBytes(of: id.uuid, Array.init).enumerated() {
                set[index] |= byte
                clear[index] |= ~byte
            }
        }
        #expect(set == [0, 0, 0, 0, 0, 0, 0x7F, 0xFF, 0xBF] + [UInt8](repeating: 0xFF, count: 7))
        #expect(clear[6] == 0x8F && clear[8] == 0x7F && clear[9...].allSatisfy { $0 == 0xFF })
    }

    @Test func clampsTheTime() {
        var random = SplitMix64(seed: 15)
        #expect(UUID.version7(unixMilliseconds: .min, using: &random).uuidString.hasPrefix("00000000-0000-7"))
        #expect(UUID.version7(unixMilliseconds: .max, using: &random).uuidString.hasPrefix("FFFFFFFF-FFFF-7"))
    }
}
