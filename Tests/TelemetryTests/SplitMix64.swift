/// A seeded generator (SplitMix64), so that random tests give the same result on each run.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Text of up to `length` scalars, half of them those that break formats.
    mutating func hostileText(length: Int) -> String {
        let traps: [Unicode.Scalar] = [
            "\0", "\n", "\r", "\t", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "\u{2028}", "\u{2029}", "\u{202E}", "\u{2066}", "\u{FEFF}",
            "\u{FFFD}", "\u{FFFE}", "\u{FFFF}", "\u{10FFFF}", "\u{E000}", "\u{301}", "\u{200D}", "\"", "\\", "{", "}", "=", ",", "đ", "ệ",
            "😀",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...length, using: &self) {
            let any = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &self))
            let trap = traps[Int.random(in: 0..<traps.count, using: &self)]
            text.unicodeScalars.append(Bool.random(using: &self) ? any ?? trap : trap)
        }
        return text
    }
}
