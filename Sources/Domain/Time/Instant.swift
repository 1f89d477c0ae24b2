/// A UTC instant in whole seconds, the only precision SLA facts have.
///
/// The range is that of the civil years 0001–9999 at UTC+7; whatever lies outside is clamped to
/// ``earliest`` or ``latest``, so no arithmetic on instants can trap.
package struct Instant: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    package let secondsSince1970: Int64

    /// 0001-01-01T00:00:00+07:00.
    package static let earliest = Instant(unclamped: -62_135_622_000)
    /// 9999-12-31T23:59:59+07:00.
    package static let latest = Instant(unclamped: 253_402_275_599)

    private init(unclamped seconds: Int64) {
        secondsSince1970 = seconds
    }

    /// The instant so many seconds after the epoch, clamped to `earliest…latest`.
    package init(secondsSince1970 seconds: Int64) {
        self.init(unclamped: min(max(seconds, Self.earliest.secondsSince1970), Self.latest.secondsSince1970))
    }

    /// The instant so many seconds later (earlier when negative), clamped to `earliest…latest`.
    package func adding(seconds: Int64) -> Instant {
        let (sum, overflow) = secondsSince1970.addingReportingOverflow(seconds)
        if overflow { return seconds < 0 ? .earliest : .latest }
        return Instant(secondsSince1970: sum)
    }

    /// Wall-clock seconds from this instant to another; negative when the other is earlier. Never overflows.
    package func seconds(to other: Instant) -> Int64 {
        other.secondsSince1970 - secondsSince1970
    }

    /// Earlier first.
    package static func < (left: Instant, right: Instant) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }
}

extension Instant: CustomStringConvertible {
    /// The RFC 3339 form at +07:00.
    package var description: String { rfc3339 }
}
