package import Domain
internal import FoundationEssentials
internal import Postgres

/// A calendar that stayed as it is although the reference files say otherwise.
package struct KeptCalendar: Hashable, Sendable {
    /// Why.
    package enum Cause: Hashable, Sendable {
        /// Somebody has published a version here: what people decided is not overwritten by a file.
        case publishedHere(by: PrincipalName)
        /// The files change days already counted, which takes a reason and two people (R15).
        case correction
    }

    /// The calendar.
    package let code: String
    /// Its version, which stays.
    package let version: Int
    /// Why.
    package let cause: Cause
}

/// Loads calendars of the reference files: the first version of each, and the next ones until somebody publishes here. The lock of
/// reference data is held.
enum CalendarLoading {
    enum Outcome {
        case same
        case published
        case kept(KeptCalendar)
    }

    static func load(_ row: ReferenceData.Calendar, on connection: isolated Connection) throws -> Outcome {
        let known = try connection.query("SELECT reference_hash FROM calendar WHERE code = \(row.code)", as: Data.self).first
        let now = try connection.query("SELECT instant_now()", as: Instant.self).first ?? .earliest
        guard let known else {
            try addFirst(row, at: now, on: connection)
            return .published
        }
        guard known != row.digest, let current = try CalendarRows.newest(row.code, on: connection).first else { return .same }
        if let person = current.publishedBy {
            return .kept(KeptCalendar(code: row.code, version: current.number, cause: .publishedHere(by: person)))
        }
        // What units do differently holds in the next version too.
        let next = row.version(current.number + 1, overlays: current.overlays, at: now)
        let review = CalendarReview(from: current, to: next, at: now)
        if review.kind == .correction { return .kept(KeptCalendar(code: row.code, version: current.number, cause: .correction)) }
        try connection.execute("UPDATE calendar SET reference_hash = \(row.digest) WHERE code = \(row.code)")
        try CalendarPublishing.publish(next, review, on: connection)
        return .published
    }

    private static func addFirst(_ row: ReferenceData.Calendar, at now: Instant, on connection: isolated Connection) throws {
        try connection.execute(
            """
            INSERT INTO calendar (code, name_vi, name_en, version, reference_hash)
            VALUES (\(row.code), \(row.name.vi), \(row.name.en), 1, \(row.digest))
            """
        )
        try CalendarWrite.add(row.version(1, overlays: [:], at: now), on: connection)
    }
}

extension ReferenceData.Calendar {
    fileprivate func version(_ number: Int, overlays: [UUID: CalendarOverlay], at now: Instant) -> CalendarVersion {
        CalendarVersion(
            code: code,
            number: number,
            nameEn: name.en,
            source: source,
            definition: definition,
            overlays: overlays,
            publishedAt: now,
            publishedBy: nil
        )
    }
}
