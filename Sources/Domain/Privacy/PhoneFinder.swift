/// Finds telephone numbers a person can be called at: national with their zero, with the country's code, and foreign ones after a plus.
struct PhoneFinder {
    let scan: TextScan
    let groups: DigitGroups

    /// All there are, in order.
    var spans: [Redaction.Span] {
        var spans: [Redaction.Span] = []
        var index = 0
        while index < groups.groups.count {
            if let (span, next) = phone(at: index) {
                spans.append(span)
                index = next
            } else {
                index += 1
            }
        }
        return spans
    }

    /// More digits than any number has.
    private static let mostDigits = 15
    /// Groups a number is written in, but for one that is spelled digit by digit.
    private static let mostGroups = 6

    private func phone(at first: Int) -> (Redaction.Span, next: Int)? {
        let start = groups.groups[first].range.lowerBound
        let hasPlus = scan[start - 1] == UInt8(ascii: "+") && !scan.isDigit(start - 2) && !scan.isLetter(start - 2)
        guard hasPlus || !isTiedToCode(start) else { return nil }
        guard let last = lastGroup(of: first, hasPlus: hasPlus) else { return nil }
        var from = hasPlus ? start - 1 : start
        if scan[from - 1] == UInt8(ascii: "("), closes(first...last) { from -= 1 }
        return (Redaction.Span(kind: .phone, range: from..<groups.groups[last].range.upperBound), last + 1)
    }

    /// The last group of a number that begins with a group.
    private func lastGroup(of first: Int, hasPlus: Bool) -> Int? {
        var digits: [UInt8] = []
        var foreign: Int?
        for index in first..<min(first + Self.mostDigits, groups.groups.count) {
            let group = groups.groups[index]
            guard !group.isTaken, index == first || isInside(groups.gap(after: index - 1), first, index) else { break }
            digits += group.digits
            guard digits.count <= Self.mostDigits else { break }
            let isPlausible = index - first < Self.mostGroups || digits.count == index - first + 1
            if isPlausible, isVietnamese(digits, hasPlus: hasPlus), !isFraction(first, index) { return index }
            if hasPlus, digits.count >= 8, digits[0] != UInt8(ascii: "0") { foreign = index }
        }
        guard let foreign, !isAmount(first, foreign) else { return nil }
        return foreign
    }

    private func isVietnamese(_ digits: [UInt8], hasPlus: Bool) -> Bool {
        guard (10...15).contains(digits.count) else { return false }
        let text = String(decoding: digits, as: UTF8.self)[...]
        let national: Substring
        if text.hasPrefix("0084"), !hasPlus {
            national = text.dropFirst(4)
        } else if text.hasPrefix("84") {
            national = text.dropFirst(2)
        } else if text.hasPrefix("0") {
            return VietnameseNumberingPlan.nationalNumber(text.dropFirst()) != nil
        } else {
            return false
        }
        return VietnameseNumberingPlan.nationalNumber(national.hasPrefix("0") ? national.dropFirst() : national) != nil
    }

    /// Whether a gap may stand inside a number: `/` only behind an area's code, and a comma alone.
    private func isInside(_ gap: DigitGroups.Gap, _ first: Int, _ index: Int) -> Bool {
        guard let marks = gap.marks, !marks.isEmpty else { return false }
        if marks.contains(UInt8(ascii: "/")) {
            let area = groups.groups[first].digits
            return index == first + 1 && (3...4).contains(area.count) && area.starts(with: "02".utf8)
        }
        return marks.contains(UInt8(ascii: ",")) ? marks.count == 1 : !marks.contains(UInt8(ascii: "+"))
    }

    /// `0.912345678`
    private func isFraction(_ first: Int, _ last: Int) -> Bool {
        guard last == first + 1, groups.groups[first].digits.count == 1, let marks = groups.gap(after: first).marks else { return false }
        return marks == [UInt8(ascii: ".")] || marks == [UInt8(ascii: ",")]
    }

    /// `+10.000.000`
    private func isAmount(_ first: Int, _ last: Int) -> Bool {
        (first..<last).allSatisfy { index in
            groups.groups[index + 1].digits.count == 3
                && (groups.gap(after: index).isOne(UInt8(ascii: "."))
                    || groups.gap(after: index).isOne(UInt8(ascii: ",")))
        } && first < last
    }

    private func closes(_ range: ClosedRange<Int>) -> Bool {
        range.dropLast().contains { groups.gap(after: $0).marks?.contains(UInt8(ascii: ")")) == true }
    }

    /// `PE0912345678` is a customer's number with a company; `SĐT0912345678` is a telephone's.
    private func isTiedToCode(_ start: Int) -> Bool {
        var index = start - 1
        while start - index <= 4, scan.isCapital(index) { index -= 1 }
        let letters = start - 1 - index
        guard (1...3).contains(letters), !scan.isLetter(index) else { return false }
        return !PersonalWords.ofPhones.contains(scan.word(at: index + 1))
    }
}

/// Words that say what a number is, without marks.
enum PersonalWords {
    static let ofPhones: Set<String> = ["dt", "sdt", "tel", "lh", "hp", "fax", "so", "goi", "alo", "ms"]
    static let ofIdentity: Set<String> = ["cmnd", "cccd", "cmt", "cmtnd", "cc", "cmtnn", "so", "id"]
    static let ofVehicles = ["bien", "bks", "bsx", "xe", "oto", "o to"]
    static let ofHomes = ["toa", "nha", "chung cu", "khu", "lo", "can", "can ho", "phong", "block"]
}
