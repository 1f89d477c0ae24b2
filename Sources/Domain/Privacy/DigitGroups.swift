/// The digits of a text as they stand together: `0912.345.678` is three groups with two gaps.
struct DigitGroups {
    /// Digits in a row.
    struct Group {
        /// In the text's scalars.
        let range: Range<Int>
        /// The digits in ASCII; what does not show between them is left out.
        let digits: [UInt8]
        /// Part of a date or of a report's code, and so of nothing else.
        fileprivate(set) var isTaken = false

        var value: Int? { digits.count <= 4 ? digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } : nil }
    }

    /// What stands between two groups.
    struct Gap {
        /// The marks in it in ASCII, spaces as one space each; nil for anything that does not stand inside a number.
        let marks: [UInt8]?

        /// Just this mark.
        func isOne(_ mark: UInt8) -> Bool { marks == [mark] }
    }

    private(set) var groups: [Group] = []
    private let scan: TextScan

    init(_ scan: TextScan) {
        self.scan = scan
        var index = 0
        while index < scan.end {
            guard scan.isDigit(index) else {
                index += 1
                continue
            }
            let group = Self.group(at: index, scan)
            groups.append(group)
            index = group.range.upperBound
        }
        takeCodes()
        takeDates()
    }

    /// Between a group and the next.
    func gap(after index: Int) -> Gap {
        guard groups.indices.contains(index), groups.indices.contains(index + 1) else { return Gap(marks: nil) }
        let range = groups[index].range.upperBound..<groups[index + 1].range.lowerBound
        // " - " and ") (" are the longest in use.
        guard range.count <= 3 else { return Gap(marks: nil) }
        var marks: [UInt8] = []
        for place in range {
            if scan.isSpace(place) {
                marks.append(UInt8(ascii: " "))
            } else if Self.isMark(scan[place]) {
                marks.append(scan[place])
            } else if "·•".unicodeScalars.contains(scan.scalars[place]) {
                marks.append(UInt8(ascii: "."))
            } else {
                return Gap(marks: nil)
            }
        }
        return Gap(marks: marks)
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        ".,-_*~/()+".utf8.contains(byte)
    }

    private static func group(at start: Int, _ scan: TextScan) -> Group {
        var digits: [UInt8] = []
        var index = start
        while scan.isDigit(index) || scan.isIgnorable(index) {
            if scan.isDigit(index) { digits.append(scan[index]) }
            index += 1
        }
        return Group(range: start..<index, digits: digits)
    }

    /// `HN-26-7K3F9Q-3`, however it is spaced.
    private mutating func takeCodes() {
        for first in groups.indices where groups[first].digits.count == 2 {
            let start = groups[first].range.lowerBound
            guard scan.isDash(start - 1), scan[start - 2] == UInt8(ascii: "n"), scan[start - 3] == UInt8(ascii: "h"),
                !scan.isLetter(start - 4), scan.isDash(groups[first].range.upperBound)
            else { continue }
            // Six characters, a hyphen and the check character.
            let body = groups[first].range.upperBound + 1
            let code = start..<(body + 8)
            guard (body..<body + 6).allSatisfy({ scan.isDigit($0) || scan.isPlainLetter($0) }), scan.isDash(body + 6) else { continue }
            for index in groups[first...].indices.prefix(while: { groups[$0].range.lowerBound < code.upperBound }) {
                groups[index].isTaken = true
            }
        }
    }

    /// `25/11/2026`, `25-11-26` and `2026-11-25`, when no further number is tied to it by the same mark.
    private mutating func takeDates() {
        for first in groups.indices.dropLast(2) {
            guard let marks = gap(after: first).marks, marks.count == 1, "/-.".utf8.contains(marks[0]),
                gap(after: first + 1).isOne(marks[0]), !gap(after: first + 2).isOne(marks[0]), !gap(after: first - 1).isOne(marks[0])
            else { continue }
            guard Self.isDate(groups[first], groups[first + 1], groups[first + 2]) else { continue }
            for index in first...(first + 2) { groups[index].isTaken = true }
        }
    }

    private static func isDate(_ first: Group, _ second: Group, _ third: Group) -> Bool {
        guard let left = first.value, let month = second.value, let right = third.value, (1...12).contains(month),
            second.digits.count <= 2
        else { return false }
        let isYear = (1900...2099)
        if first.digits.count == 4 { return isYear.contains(left) && (1...31).contains(right) && third.digits.count <= 2 }
        guard first.digits.count <= 2, (1...31).contains(left) else { return false }
        return third.digits.count == 2 || (third.digits.count == 4 && isYear.contains(right))
    }
}
