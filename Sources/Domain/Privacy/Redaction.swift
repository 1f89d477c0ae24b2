/// A text as the public may read it: telephone numbers, e-mail addresses, identity numbers and plates of vehicles are replaced, all of
/// them. Emergency and service numbers, roads, house numbers, dates, times, money, measures and codes stay.
///
/// A scan by hand in linear time: no input makes it slow, and none makes it fail. Redacting a redacted text changes nothing.
package struct Redaction: Hashable, Sendable {
    /// A part that was replaced.
    package struct Span: Hashable, Sendable {
        /// What it is.
        package let kind: PersonalDatum
        /// Where it stood in the text as it was written, in Unicode scalars.
        package let range: Range<Int>

        /// A part of a text.
        package init(kind: PersonalDatum, range: Range<Int>) {
            self.kind = kind
            self.range = range
        }

        /// Whether digits may be something else than they seem: a road's name, the number of a document.
        package var mayBeKept: Bool { kind != .email && kind != .marked }
    }

    /// What may be published.
    package let text: String
    /// What was replaced, in order; they do not overlap.
    package let spans: [Span]

    /// Redacts any text, but for parts that somebody has looked at and found to be of nobody. An e-mail address is never one of them.
    /// What was marked by hand is left out whatever it is, with all of what it touches.
    package init(_ original: String, keeping kept: Set<Range<Int>> = [], hiding marked: [Range<Int>] = []) {
        let scan = TextScan(original)
        let found = Self.found(in: scan)
        // Before those that overlap are chosen among: behind a part that is kept there may be one that is not.
        let disjoint = Self.disjoint(found.filter { !($0.mayBeKept && kept.contains($0.range)) })
        spans = marked.isEmpty ? disjoint : Self.marking(marked.map { $0.clamped(to: 0..<scan.scalars.count) }, among: disjoint)
        text = spans.isEmpty ? original : Self.replacing(spans, in: scan.scalars)
    }

    /// The army's plates have four digits; fewer are no number of anybody.
    private static let fewestDigits = 4

    /// The beginning of a text for lists: so many scalars of it, what begins within them replaced whole.
    package static func beginning(of text: String, scalars length: Int) -> String {
        guard mayHoldData(text) else { return prefix(of: text, scalars: length) }
        let scan = TextScan(text)
        let spans = disjoint(found(in: scan)).filter { $0.range.lowerBound < length }
        guard let last = spans.last else { return prefix(of: text, scalars: length) }
        return replacing(spans, in: Array(scan.scalars.prefix(max(length, last.range.upperBound))))
    }

    private static func prefix(of text: String, scalars length: Int) -> String {
        var text = text
        return text.withUTF8 { utf8 in
            var (end, left) = (0, length)
            while end < utf8.count {
                // All bytes of a scalar but its first say that they go on with it.
                if utf8[end] & 0xC0 != 0x80 { left -= 1 }
                if left < 0 { break }
                end += 1
            }
            return String(decoding: utf8[..<end], as: UTF8.self)
        }
    }

    private static func found(in scan: TextScan) -> [Span] {
        let groups = DigitGroups(scan)
        return EmailFinder(scan: scan).spans + PhoneFinder(scan: scan, groups: groups).spans
            + IdentityNumberFinder(scan: scan, groups: groups).spans + PlateFinder(scan: scan).spans
    }

    /// Quicker than a scan: few texts in Vietnamese letters have many digits.
    private static func mayHoldData(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { utf8 in
            var digits = 0
            for (index, byte) in utf8.enumerated() {
                switch byte {
                case 0x30...0x39: digits += 1
                // `@`, and the brackets of `(at)`.
                case 0x40, 0x28, 0x5B, 0x7B: return true
                // ASCII, the rest of a scalar, Latin letters to U+023F, marks to U+033F.
                case ..<0xC0, 0xC2...0xC8, 0xCC: continue
                // Up to U+024F, to U+036F, and from U+1E00 to U+1EFF: no text ends amidst a scalar.
                case 0xC9 where utf8[index + 1] < 0x90, 0xCD where utf8[index + 1] < 0xB0, 0xE1 where 0xB8...0xBB ~= utf8[index + 1]:
                    continue
                default: return true
                }
            }
            return digits >= fewestDigits
        }
    }

    /// Of parts that overlap the one that begins first stays, and of those the longest.
    private static func disjoint(_ found: [Span]) -> [Span] {
        let ordered = found.sorted { ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count) }
        return ordered.reduce(into: []) { kept, span in
            if span.range.lowerBound >= kept.last?.range.upperBound ?? 0 { kept.append(span) }
        }
    }

    private static func marking(_ marked: [Range<Int>], among found: [Span]) -> [Span] {
        marked.filter { !$0.isEmpty }.reduce(into: found) { spans, range in
            let touched = spans.filter { $0.range.overlaps(range) }.map(\.range) + [range]
            let whole = touched.map(\.lowerBound).reduce(range.lowerBound, min)..<touched.map(\.upperBound).reduce(range.upperBound, max)
            spans.removeAll { $0.range.overlaps(range) }
            spans.append(Span(kind: .marked, range: whole))
        }
        .sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private static func replacing(_ spans: [Span], in scalars: [Unicode.Scalar]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * scalars.count)
        var copied = 0
        for span in spans {
            append(scalars[copied..<span.range.lowerBound], to: &text)
            text.append(contentsOf: span.kind.placeholder.utf8)
            copied = span.range.upperBound
        }
        append(scalars[copied...], to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ scalars: ArraySlice<Unicode.Scalar>, to text: inout [UInt8]) {
        for scalar in scalars { text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter) }
    }
}
