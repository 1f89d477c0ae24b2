import RandomTesting

extension SplitMix64 {
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
