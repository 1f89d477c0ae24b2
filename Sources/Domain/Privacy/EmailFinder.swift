/// Finds e-mail addresses, also those written `ten (at) example.com` or with spaces around the sign.
struct EmailFinder {
    let scan: TextScan

    /// All there are, in order.
    var spans: [Redaction.Span] {
        var spans: [Redaction.Span] = []
        var index = 0
        while index < scan.end {
            guard let sign = sign(at: index), let span = address(around: sign, after: spans.last?.range.upperBound ?? 0) else {
                index += 1
                continue
            }
            spans.append(span)
            index = span.range.upperBound
        }
        return spans
    }

    /// `@`, `(at)`, `[at]` or `{at}`, with the spaces around it if there are some on both sides.
    private func sign(at index: Int) -> Range<Int>? {
        let end: Int
        switch scan[index] {
        case UInt8(ascii: "@"): end = index + 1
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
            guard scan[index + 1] == UInt8(ascii: "a"), scan[index + 2] == UInt8(ascii: "t"), ")]}".utf8.contains(scan[index + 3]) else {
                return nil
            }
            end = index + 4
        default: return nil
        }
        return scan.isSpace(index - 1) && scan.isSpace(end) ? index - 1..<end + 1 : index..<end
    }

    private func address(around sign: Range<Int>, after limit: Int) -> Redaction.Span? {
        var start = sign.lowerBound
        while start > limit, isLocal(start - 1) { start -= 1 }
        while start < sign.lowerBound, scan[start] == UInt8(ascii: ".") { start += 1 }
        guard start < sign.lowerBound, let end = domainEnd(from: sign.upperBound) else { return nil }
        return Redaction.Span(kind: .email, range: start..<end)
    }

    /// Letters of any script: people type their names with marks.
    private func isLocal(_ index: Int) -> Bool {
        scan.isDigit(index) || scan.isLetter(index) || scan.isIgnorable(index) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(scan[index])
    }

    /// The end of two labels or more, of which the last is of letters alone.
    private func domainEnd(from start: Int) -> Int? {
        var index = start
        var labelStart = start
        var end: Int?
        while index <= scan.end {
            if isLabel(index) {
                index += 1
                continue
            }
            let label = labelStart..<index
            if labelStart > start, label.count >= 2, label.allSatisfy({ scan.isLetter($0) || scan.isIgnorable($0) }) { end = index }
            guard !label.isEmpty, scan[index] == UInt8(ascii: ".") else { break }
            index += 1
            labelStart = index
        }
        return end
    }

    private func isLabel(_ index: Int) -> Bool {
        scan.isDigit(index) || scan.isLetter(index) || scan.isIgnorable(index) || scan.isDash(index)
    }
}
