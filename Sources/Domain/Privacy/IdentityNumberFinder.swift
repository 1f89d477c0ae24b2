/// Finds numbers of identity cards: 9 or 12 digits in a row, or in groups of three or four.
struct IdentityNumberFinder {
    let scan: TextScan
    let groups: DigitGroups

    /// All there are, in order.
    var spans: [Redaction.Span] {
        var spans: [Redaction.Span] = []
        var index = 0
        while index < groups.groups.count {
            if let last = lastGroup(of: index) {
                let range = groups.groups[index].range.lowerBound..<groups.groups[last].range.upperBound
                spans.append(Redaction.Span(kind: .identityNumber, range: range))
                index = last + 1
            } else {
                index += 1
            }
        }
        return spans
    }

    private static let zero = UInt8(ascii: "0")

    private func lastGroup(of first: Int) -> Int? {
        let group = groups.groups[first]
        guard !group.isTaken, !isTiedToCode(group.range.lowerBound) else { return nil }
        switch group.digits.count {
        case 9, 12: return isWhole(first) && !isMeasure(first, first) && !isInstant(group.digits) ? first : nil
        case 3: return [4, 3].lazy.compactMap { grouped(first, of: 3, count: $0) }.first
        case 4: return grouped(first, of: 4, count: 3)
        default: return nil
        }
    }

    /// Groups of one length, all tied by the same mark. With dots between them it is an amount, unless it begins with a zero.
    private func grouped(_ first: Int, of length: Int, count: Int) -> Int? {
        let last = first + count - 1
        guard groups.groups.indices.contains(last), let marks = groups.gap(after: first).marks, marks.count == 1,
            " .-".utf8.contains(marks[0]),
            (first...last).allSatisfy({ groups.groups[$0].digits.count == length && !groups.groups[$0].isTaken }),
            (first..<last).allSatisfy({ groups.gap(after: $0).isOne(marks[0]) }),
            !isTied(last, by: marks[0]), !isTied(first - 1, by: marks[0])
        else { return nil }
        let beginsWithZero = groups.groups[first].digits[0] == Self.zero
        // The cards of 12 digits begin with the code of a province, 001 to 096.
        guard beginsWithZero || (length * count == 9 && marks[0] != UInt8(ascii: ".")) || isNamed(first) else { return nil }
        return isMeasure(first, last) || scan.isCapital(groups.groups[last].range.upperBound) ? nil : last
    }

    /// Whether a group goes on in the next by a mark that is not a space; of numbers side by side each is one.
    private func isTied(_ index: Int, by mark: UInt8) -> Bool {
        mark != UInt8(ascii: " ") && groups.gap(after: index).isOne(mark)
    }

    /// A number of its own, and not the decimals of another.
    private func isWhole(_ index: Int) -> Bool {
        if scan.isCapital(groups.groups[index].range.upperBound) { return false }
        guard index > 0, let marks = groups.gap(after: index - 1).marks, marks.count == 1, ".,".utf8.contains(marks[0]) else { return true }
        let whole = groups.groups[index - 1].digits
        return whole != [Self.zero] && !(2...3).contains(whole.count)
    }

    /// An amount of money or of something else; those do not begin with a zero.
    private func isMeasure(_ first: Int, _ last: Int) -> Bool {
        guard groups.groups[first].digits[0] != Self.zero else { return false }
        var next = groups.groups[last].range.upperBound
        if scan.isSpace(next) { next += 1 }
        let word = scan.word(at: next)
        return Self.units.contains(word)
    }

    private static let units: Set<String> = [
        "d", "dong", "vnd", "usd", "k", "trieu", "ty", "nghin", "ngan", "m", "km", "cm", "mm", "kg", "tan", "g", "l", "lit", "kwh", "kw",
        "ha",
        "nguoi", "ho", "luot",
    ]

    /// `202611250930`
    private func isInstant(_ digits: [UInt8]) -> Bool {
        guard digits.count == 12 else { return false }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 - Self.zero) } }
        return (1900...2099).contains(number(0..<4)) && (1...12).contains(number(4..<6)) && (1...31).contains(number(6..<8))
            && number(8..<10) < 24 && number(10..<12) < 60
    }

    private func isNamed(_ first: Int) -> Bool {
        let words = scan.context(before: groups.groups[first].range.lowerBound)
        return ["cmnd", "cccd", "cmt", "can cuoc", "chung minh"].contains { words.contains($0) }
    }

    /// `TBA-123456789` and `PD123456789` are numbers of things.
    private func isTiedToCode(_ start: Int) -> Bool {
        var index = start - 1
        if scan.isDash(index) || scan[index] == UInt8(ascii: ".") || scan[index] == UInt8(ascii: "_") { index -= 1 }
        let end = index
        while end - index < 6, scan.isCapital(index) { index -= 1 }
        let letters = end - index
        guard (1...5).contains(letters), !scan.isLetter(index) else { return false }
        return !PersonalWords.ofIdentity.contains(scan.word(at: index + 1)) && !PersonalWords.ofPhones.contains(scan.word(at: index + 1))
    }
}
