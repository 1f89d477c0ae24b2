/// What somebody may have meant who wrote a word with one slip of the hand.
struct WordSlips {
    /// Each a word, or two that a blank is missing between.
    let meant: [[String]]

    /// Of a syllable that is not one, or another than was meant, other syllables; of a longer word, everything that differs by one letter.
    /// Of short ones and of numbers nothing: almost every other could have been meant.
    init(of word: String) {
        let letters = Array(word.utf8)
        guard (Self.shortest...Self.longest).contains(letters.count), letters.allSatisfy(Self.alphabet.contains) else {
            meant = []
            return
        }
        let near = Self.near(letters).subtracting([word])
        let syllables = near.filter(VietnameseSyllable.isOne)
        let halves = (1..<letters.count).map { [String(word.prefix($0)), String(word.dropFirst($0))] }
            .filter { $0.allSatisfy(VietnameseSyllable.isOne) }
        let words = syllables.isEmpty && halves.isEmpty && letters.count >= Self.longer ? near : syllables
        meant = words.sorted().map { [$0] } + halves
    }

    private static let alphabet = UInt8(ascii: "a")...UInt8(ascii: "z")
    private static let shortest = 3
    private static let longest = 10
    /// So long that few words differ from it by one letter.
    private static let longer = 5

    private static func near(_ letters: [UInt8]) -> Set<String> {
        var near: Set<String> = []
        func add(_ change: (inout [UInt8]) -> Void) {
            var changed = letters
            change(&changed)
            near.insert(String(decoding: changed, as: UTF8.self))
        }
        for place in letters.indices {
            add { $0.remove(at: place) }
            if place + 1 < letters.count { add { $0.swapAt(place, place + 1) } }
            for letter in alphabet { add { $0[place] = letter } }
        }
        for place in 0...letters.count {
            for letter in alphabet { add { $0.insert(letter, at: place) } }
        }
        return near
    }
}
