/// Finds pairs of angles in a text. Every look ahead is bounded, so the whole takes linear time.
struct CoordinateScanner {
    private let scalars: [Unicode.Scalar]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars.prefix(4_096))
    }

    /// All pairs, in order, also overlapping ones.
    func pairs() -> [CoordinatePair] {
        scalars.indices.compactMap(pair(at:))
    }

    private func pair(at start: Int) -> CoordinatePair? {
        let isPlace = hasPrefix("!3d", at: start - 3)
        guard isPlace || isFree(before: start), let first = angle(at: start) else { return nil }
        guard let next = isPlace ? prefixEnd("!4d", at: first.end) : separatorEnd(after: first) else { return nil }
        guard let second = angle(at: next), isFree(after: second.end) else { return nil }
        let source: CoordinatePair.Source = isPlace ? .place : scalar(at: start - 1) == "@" ? .view : .text
        return CoordinatePair(first.angle, second.angle, source: source)
    }

    // MARK: Angles

    private typealias Angle = (angle: CoordinateAngle, end: Int, hasComma: Bool)

    /// A letter, degrees, minutes, seconds, a letter; all but the degrees may be missing, and one letter is enough.
    private func angle(at start: Int) -> Angle? {
        var index = start
        var axis: CoordinateAngle.Axis?
        if let letter = scalar(at: index), let named = CoordinateAngle.axis(of: letter) {
            axis = named
            index = skipSpaces(from: index + 1)
        }
        guard let (number, end) = number(at: index), !(number.whole.count > 1 && number.whole.hasPrefix("0")) else { return nil }
        var found = (angle: CoordinateAngle(number), end: end, hasComma: number.hasComma)
        readSexagesimal(&found, isWhole: number.decimals.isEmpty)
        found.angle.axis = axis
        if axis == nil { readTrailingAxis(&found) }
        return found
    }

    private func readSexagesimal(_ found: inout Angle, isWhole: Bool) {
        let sign = skipSpaces(from: found.end)
        guard isOne(of: "°º˚", at: sign) else { return }
        found.end = sign + 1
        found.angle.isClosed = true
        guard isWhole, let (minutes, minutesEnd) = part(at: found.end, sign: isMinuteSign) else { return }
        found.end = minutesEnd
        found.angle.degrees += minutes.value / 60
        found.angle.isPrecise = minutes.decimals.count >= 3
        guard minutes.decimals.isEmpty, let (seconds, secondsEnd) = part(at: found.end, sign: isSecondSign) else { return }
        found.end = secondsEnd
        found.angle.degrees += seconds.value / 3_600
        found.angle.isPrecise = true
    }

    /// A number below 60 and its sign.
    private func part(at start: Int, sign: (Int) -> Int?) -> (CoordinateNumber, end: Int)? {
        guard let (number, end) = number(at: skipSpaces(from: start)), number.value < 60 else { return nil }
        return sign(skipSpaces(from: end)).map { (number, $0) }
    }

    private func isMinuteSign(_ index: Int) -> Int? {
        isOne(of: "'’‘′´", at: index) ? index + 1 : nil
    }

    private func isSecondSign(_ index: Int) -> Int? {
        if isOne(of: "\"”“″", at: index) { return index + 1 }
        return isMinuteSign(index).flatMap(isMinuteSign)
    }

    private func readTrailingAxis(_ found: inout Angle) {
        let index = skipSpaces(from: found.end)
        guard let letter = scalar(at: index), let axis = CoordinateAngle.axis(of: letter), !isLetter(at: index + 1) else { return }
        found.angle.axis = axis
        found.angle.isClosed = true
        found.end = index + 1
    }

    /// 1…3 digits and up to 20 decimals after a dot or comma; `nil` when more digits follow, as in a date,
    /// a telephone number, or thousands grouped twice.
    private func number(at start: Int) -> (CoordinateNumber, end: Int)? {
        let whole = digits(at: start, atMost: 3)
        guard !whole.isEmpty else { return nil }
        var end = start + whole.count
        var decimals = ""
        let separator = scalar(at: end)
        if separator == "." || separator == "," {
            decimals = digits(at: end + 1, atMost: 20)
            if !decimals.isEmpty { end += 1 + decimals.count }
        }
        if isDigit(at: end) || (scalar(at: end) == "." && isDigit(at: end + 1)) { return nil }
        return (CoordinateNumber(whole: whole, decimals: decimals, hasComma: separator == "," && !decimals.isEmpty), end)
    }

    private func digits(at start: Int, atMost limit: Int) -> String {
        var text = ""
        while text.utf8.count < limit, isDigit(at: start + text.utf8.count), let digit = scalar(at: start + text.utf8.count) {
            text.unicodeScalars.append(digit)
        }
        return text
    }

    // MARK: What stands around and between

    /// Where the second angle starts: after at most eight spaces and one comma, semicolon or bar, plain or
    /// percent-encoded. A bare comma cannot part numbers that have decimal commas themselves.
    private func separatorEnd(after first: Angle) -> Int? {
        var index = first.end
        var marks = 0
        var spaces = 0
        while spaces <= 8, marks <= 1 {
            if let end = prefixEnd("%2C", at: index) ?? prefixEnd("%2c", at: index) {
                index = end
                marks += 1
            } else if let end = prefixEnd("%20", at: index) {
                index = end
                spaces += 1
            } else if isOne(of: ",;|", at: index) {
                index += 1
                marks += 1
            } else if isSpace(at: index) || isOne(of: "+", at: index) {
                index += 1
                spaces += 1
            } else {
                break
            }
        }
        guard spaces <= 8, marks <= 1, marks + spaces > 0 || first.angle.isClosed else { return nil }
        let isBareComma = marks == 1 && spaces == 0 && scalar(at: first.end) == ","
        return first.hasComma && isBareComma && !first.angle.isClosed ? nil : index
    }

    /// Whether a number starting here is not the rest of something longer: a word, a code, a fraction, a negative number.
    private func isFree(before index: Int) -> Bool {
        guard let previous = scalar(at: index - 1) else { return true }
        if previous == "/" || previous == "." { return !isDigit(at: index - 2) }
        return !isLetter(at: index - 1) && !isDigit(at: index - 1) && !isOne(of: "-–−_#%!", at: index - 1)
    }

    private func isFree(after index: Int) -> Bool {
        !isLetter(at: index) && !isDigit(at: index) && !(isOne(of: "/-", at: index) && isDigit(at: index + 1))
    }

    // MARK: Scalars

    private func scalar(at index: Int) -> Unicode.Scalar? {
        scalars.indices.contains(index) ? scalars[index] : nil
    }

    private func isDigit(at index: Int) -> Bool {
        scalar(at: index).map { ("0"..."9").contains($0) } ?? false
    }

    private func isLetter(at index: Int) -> Bool {
        scalar(at: index)?.properties.isAlphabetic ?? false
    }

    private func isSpace(at index: Int) -> Bool {
        scalar(at: index)?.properties.isWhitespace ?? false
    }

    private func isOne(of characters: String, at index: Int) -> Bool {
        scalar(at: index).map { characters.unicodeScalars.contains($0) } ?? false
    }

    private func skipSpaces(from index: Int) -> Int {
        (index..<index + 2).first { !isSpace(at: $0) } ?? index + 2
    }

    private func hasPrefix(_ prefix: String, at index: Int) -> Bool {
        prefixEnd(prefix, at: index) != nil
    }

    private func prefixEnd(_ prefix: String, at index: Int) -> Int? {
        let characters = prefix.unicodeScalars
        let matches = characters.enumerated().allSatisfy { scalar(at: index + $0.offset) == $0.element }
        return matches ? index + characters.count : nil
    }
}
