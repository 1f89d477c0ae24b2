/// What a syllable of Vietnamese can look like without marks.
package enum VietnameseSyllable {
    /// Whether it is a consonant, or none, before what syllables end in.
    package static func isOne(_ word: String) -> Bool {
        (0...min(3, word.utf8.count)).contains { length in
            onsets.contains(String(word.prefix(length))) && rimes.contains(String(word.dropFirst(length)))
        }
    }

    private static let onsets: Set<String> = [
        "", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu", "r", "s", "t", "th",
        "tr", "v",
        "x",
    ]

    private static let rimes: Set<String> = [
        "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay",
        "e", "ec", "ech", "em", "en", "eng", "enh", "eo", "ep", "et", "eu",
        "i", "ia", "ich", "iec", "iem", "ien", "ieng", "iep", "iet", "ieu", "im", "in", "inh", "ip", "it", "iu",
        "o", "oa", "oac", "oach", "oai", "oan", "oang", "oanh", "oao", "oat", "oay", "oc", "oe", "oen", "oet", "oi", "om", "on", "ong",
        "op", "ot",
        "u", "ua", "uan", "uang", "uat", "uay", "uc", "ue", "uech", "uenh", "ui", "um", "un", "ung", "uoc", "uoi", "uom", "uon", "uong",
        "uop",
        "uot", "uou", "up", "ut", "uu", "uy", "uya", "uych", "uyen", "uyet", "uynh", "uyt",
        "y", "yem", "yen", "yet", "yeu",
    ]
}
