/// Finds plates of vehicles: `29A-123.45`, `30H1 12345`, `29-A1 123.45`, `80-NG-123-45`, and those of the army, `TM 12-34`.
struct PlateFinder {
    let scan: TextScan

    /// All there are, in order.
    var spans: [Redaction.Span] {
        var spans: [Redaction.Span] = []
        var index = 0
        while index < scan.end {
            guard let range = plate(at: index) else {
                index += 1
                continue
            }
            spans.append(Redaction.Span(kind: .plate, range: range))
            index = range.upperBound
        }
        return spans
    }

    private func plate(at start: Int) -> Range<Int>? {
        guard scan.isDigit(start) || scan.isCapital(start), !scan.isDigit(start - 1), !scan.isLetter(start - 1), !scan.isMark(start - 1)
        else { return nil }
        return civil(at: start) ?? temporary(at: start) ?? military(at: start)
    }

    // MARK: Civil

    /// A province's two digits, a series of letters and perhaps a digit, and four or five digits.
    private func civil(at start: Int) -> Range<Int>? {
        guard let province = digits(2, at: start), scan[start] != UInt8(ascii: "0") else { return nil }
        if isPartOfCode(start) { return nil }
        let series = skip(at: province, most: 1)
        var letters = series
        while letters - series < 3, isSeriesLetter(letters) { letters += 1 }
        guard (1...2).contains(letters - series) else { return nil }
        // A digit may belong to the series, `29A1-234.56`, or to the number, `29A-123.45`.
        let tails = scan.isDigit(letters) ? [letters + 1, letters] : [letters]
        for tail in tails {
            let number = skip(at: tail, most: 3)
            if let end = number5(at: number) { return isAmount(start, series..<tail, number..<end) ? nil : start..<end }
        }
        for tail in tails {
            let number = skip(at: tail, most: 3)
            if let end = number4(at: number) { return isOldPlate(start, series..<letters, tail..<number) ? start..<end : nil }
        }
        return nil
    }

    /// `12345`, `123.45`, `123-45`, `123 45`
    private func number5(at start: Int) -> Int? {
        if let end = digits(5, at: start), isFree(end) { return end }
        guard let three = digits(3, at: start) else { return nil }
        let rest = skip(at: three, most: 1)
        guard rest > three, let end = digits(2, at: rest), isFree(end) else { return nil }
        return end
    }

    private func number4(at start: Int) -> Int? {
        guard let end = digits(4, at: start), isFree(end) else { return nil }
        return end
    }

    /// `15h 12345` and `20 km 12345`: what stands before the number is a unit of measure.
    private func isAmount(_ start: Int, _ series: Range<Int>, _ number: Range<Int>) -> Bool {
        guard number.count == 5, scan.isSpace(number.lowerBound - 1), series.allSatisfy({ scan.isLetter($0) && !isCapital($0) }) else {
            return false
        }
        return !isNamed(scan.context(before: start))
    }

    /// Four digits are on old plates alone. `15h 2026` and the flat `17T5-1203` look the same.
    private func isOldPlate(_ start: Int, _ series: Range<Int>, _ gap: Range<Int>) -> Bool {
        let context = scan.context(before: start)
        if isNamed(context) { return true }
        if PersonalWords.ofHomes.contains(where: { endsWithWord(context, $0) }) { return false }
        guard series.allSatisfy(isCapital) else { return false }
        let isTied = gap.allSatisfy { !scan.isSpace($0) }
        return isTied || series.count > 1 || !"hkm".utf8.contains(scan[series.lowerBound])
    }

    /// Whether the words before say that it is a vehicle's.
    private func isNamed(_ context: String) -> Bool {
        PersonalWords.ofVehicles.contains { endsWithWord(context, $0) }
    }

    /// Whether a word stands right before, or before "số", "máy" or "mang biển".
    private func endsWithWord(_ context: String, _ word: String) -> Bool {
        let clause = context.split(omittingEmptySubsequences: false) { !$0.isLetter && !$0.isWhitespace && $0 != ":" }.last ?? ""
        let words = clause.split { !$0.isLetter }.suffix(4).joined(separator: " ")
        return ["", " so", " may", " mang bien"].contains { words.hasSuffix(word + $0) }
    }

    /// `HN-26-A12345-6` is a report's code.
    private func isPartOfCode(_ start: Int) -> Bool {
        scan.isDash(start - 1) && scan[start - 2] == UInt8(ascii: "n") && scan[start - 3] == UInt8(ascii: "h")
    }

    /// `T29-123.45`
    private func temporary(at start: Int) -> Range<Int>? {
        guard scan[start] == UInt8(ascii: "t"), scan.isCapital(start), let province = digits(2, at: start + 1) else { return nil }
        let number = skip(at: province, most: 1)
        guard number > province, let three = digits(3, at: number), scan[three] == UInt8(ascii: "."), let end = digits(2, at: three + 1),
            isFree(end)
        else { return nil }
        return start..<end
    }

    // MARK: The army's

    /// Two capitals and two pairs of digits. Some pairs of letters are also those of blocks of flats: they need a word that says so.
    private func military(at start: Int) -> Range<Int>? {
        guard scan.isCapital(start), scan.isCapital(start + 1) else { return nil }
        let first = skip(at: start + 2, most: 1)
        guard let half = digits(2, at: first), scan.isDash(half) || scan[half] == UInt8(ascii: "."), let end = digits(2, at: half + 1),
            isFree(end), !isTied(end)
        else { return nil }
        let letters = String(decoding: [scan[start], scan[start + 1]], as: UTF8.self)
        return Self.troops.contains(letters) || isNamed(scan.context(before: start)) ? start..<end : nil
    }

    /// Another number follows by the same marks: a date or a code.
    private func isTied(_ end: Int) -> Bool {
        (scan.isDash(end) || scan[end] == UInt8(ascii: ".")) && scan.isDigit(end + 1)
    }

    private static let troops: Set<String> = [
        "aa", "ab", "ac", "ad", "av", "an", "ap", "bb", "bh", "bp", "bs", "kd", "kv", "kp", "kk", "kb", "pp", "pk", "px", "qa", "qb", "qh",
        "tc", "tm", "tk", "tn", "vk",
    ]

    // MARK: Parts

    private func digits(_ count: Int, at start: Int) -> Int? {
        (start..<start + count).allSatisfy(scan.isDigit) ? start + count : nil
    }

    private func isFree(_ end: Int) -> Bool {
        !scan.isDigit(end) && !scan.isPlainLetter(end)
    }

    /// Latin letters and Đ.
    private func isSeriesLetter(_ index: Int) -> Bool {
        scan.isPlainLetter(index) || isCrossedD(index)
    }

    private func isCapital(_ index: Int) -> Bool {
        scan.isCapital(index) || (isCrossedD(index) && scan.scalars[index] == "Đ")
    }

    private func isCrossedD(_ index: Int) -> Bool {
        scan.scalars.indices.contains(index) && (scan.scalars[index] == "Đ" || scan.scalars[index] == "đ")
    }

    /// Spaces, hyphens and dots, at most so many.
    private func skip(at start: Int, most: Int) -> Int {
        var index = start
        while index - start < most, scan.isSpace(index) || scan.isDash(index) || scan[index] == UInt8(ascii: ".") { index += 1 }
        return index
    }
}
