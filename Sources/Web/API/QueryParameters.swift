import Domain
import Foundation
import Hummingbird

/// A request's query, read strictly: every parameter is known, given once, and UTF-8.
struct QueryParameters {
    /// How many items a page may have, and has unless told.
    static let pageSizes = 1...200
    static let standardPageSize = 50

    private var values: [String: String] = [:]
    private(set) var errors: [FieldError] = []

    /// Reads the query; parameters other than `allowed` are refused with 422, an unreadable query with 400.
    init(_ request: Request, allowed: Set<String>) throws {
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = parts.count == 2 ? Self.decode(parts[1]) : "" else {
                throw Problem(.malformedQuery)
            }
            guard PlainCode.isPlausible(name), allowed.contains(name) else {
                errors.append(FieldError(String(String.UnicodeScalarView(name.unicodeScalars.prefix(64))), .unknownField))
                continue
            }
            guard values.updateValue(value, forKey: name) == nil else { throw Problem(.malformedQuery) }
        }
    }

    private static func decode(_ text: Substring) -> String? {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }
        if isPlain { return String(text) }
        let decoded = text.replacing("+", with: " ").removingPercentEncoding
        return decoded.flatMap { $0.unicodeScalars.contains("\0") ? nil : $0 }
    }

    /// What was given, by name.
    var parameters: [(name: String, value: String)] {
        values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func text(_ name: String) -> String? {
        values[name]
    }

    mutating func parse<Value>(
        _ name: String,
        _ code: FieldErrorCode,
        saying reason: BilingualText? = nil,
        _ parse: (String) -> Value?
    ) -> Value? {
        guard let text = values[name] else { return nil }
        guard let value = parse(text) else {
            errors.append(FieldError(name, code, reason))
            return nil
        }
        return value
    }

    /// Where the next page begins.
    mutating func cursor<Place>(_ read: (String) -> Place?) -> Place? {
        let reason = BilingualText(
            vi: "Vị trí này không thuộc danh sách đang xem; hãy bắt đầu lại từ trang đầu.",
            en: "This is no place in this list: begin again at its first page."
        )
        return parse("cursor", .unknownValue, saying: reason, read)
    }

    mutating func require(_ name: String) {
        if values[name] == nil { errors.append(FieldError(name, .required)) }
    }

    mutating func refuse(_ name: String, _ code: FieldErrorCode, saying reason: BilingualText? = nil) {
        errors.append(FieldError(name, code, reason))
    }

    /// Values by comma; one that `read` knows nothing of refuses them all.
    mutating func list<Value>(_ name: String, _ read: (String) -> Value?) -> [Value]? {
        parse(name, .unknownValue) { text in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let values = parts.compactMap { PlainCode.isPlausible($0) && !$0.isEmpty ? read($0) : nil }
            return values.count == parts.count ? values : nil
        }
    }

    /// An RFC 3339 time, or a date: its midnight in Hanoi.
    mutating func instant(_ name: String) -> Instant? {
        parse(name, .timeInvalid) { text in
            // A "+" of an offset that was not encoded arrives as a space.
            CivilDate(text).map { HanoiDay($0).from } ?? Instant(rfc3339: text.replacing(" ", with: "+"))
        }
    }

    /// How many items are asked for.
    mutating func limit() -> Int { limit(in: Self.pageSizes, standard: Self.standardPageSize) }

    /// The same where pages have other sizes.
    mutating func limit(in sizes: ClosedRange<Int>, standard: Int) -> Int {
        parse("limit", .outOfRange, saying: .within(sizes)) { text in Int(text).flatMap { sizes.contains($0) ? $0 : nil } } ?? standard
    }

    /// A day by `at`: a date, or the Hanoi day of an RFC 3339 time; today unless told.
    mutating func day(today: CivilDate) -> CivilDate {
        let day = parse("at", .timeInvalid) { text in
            // A "+" of an offset that was not encoded arrives as a space.
            CivilDate(text) ?? Instant(rfc3339: text.replacing(" ", with: "+")).map { HanoiDay(containing: $0).date }
        }
        return day ?? today
    }

    /// Throws what was refused.
    func check() throws {
        if !errors.isEmpty { throw Problem(.invalidFields, errors: errors) }
    }
}

extension CivilDate {
    /// Today in Hanoi by the machine's clock: good enough to choose which boundaries to show, never for a time limit.
    static var today: CivilDate {
        HanoiDay(containing: Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))).date
    }
}
