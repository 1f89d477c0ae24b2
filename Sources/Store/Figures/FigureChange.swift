internal import Domain
internal import FoundationEssentials
internal import Postgres

/// By how much figures of days change with a revision: the rows of `figure_change`, for whoever holds figures of a revision before.
enum FigureChange {
    /// Of so many revisions it is kept: twenty seconds of counting without a pause.
    private static let revisions: Int64 = 100

    /// Keeps some of what changes with a revision.
    static func keep(_ changes: [FigureCounts.Day: Int], _ slices: [FigureSlice: Int], _ revision: Int64) throws -> SQL {
        let keys = Array(changes.keys)
        return """
            INSERT INTO figure_change (revision, bases, days, slice_ids, measures, buckets, counts)
            VALUES (
                \(revision), \(keys.map(\.basis.rawValue))::text[], \(keys.map(\.day.description))::text[]::date[],
                \(try keys.map { try slices.number($0.slice) })::integer[], \(keys.map(\.measure.rawValue))::text[],
                \(keys.map(\.bucket))::smallint[], \(keys.map { changes[$0] ?? 0 })::integer[]
            )
            """
    }

    /// Says of a revision that all that changes with it is kept, and lets go of what is old.
    static func complete(_ revision: Int64) -> SQL {
        """
        WITH old AS (
            DELETE FROM figure_change
            WHERE revision <= \(revision - revisions)
        )
        INSERT INTO figure_change (revision, bases, days, slice_ids, measures, buckets, counts)
        VALUES (\(revision), '{}', '{}', '{}', '{}', '{}', '{}')
        """
    }

    /// Of how many revisions since one it is kept, and how much that is.
    static func extent(since revision: Int64) -> SQL {
        """
        SELECT count(DISTINCT revision), coalesce(sum(cardinality(counts)), 0)
        FROM figure_change
        WHERE revision > \(revision)
        """
    }

    /// What has changed since a revision, as a set of rows `figure (basis, day, slice_id, measure, bucket, n)`.
    static func rows(since revision: Int64) -> SQL {
        """
        (
            SELECT entry.*
            FROM figure_change AS change
            CROSS JOIN LATERAL unnest(
                change.bases, change.days, change.slice_ids, change.measures, change.buckets, change.counts
            ) AS entry (basis, day, slice_id, measure, bucket, n)
            WHERE change.revision > \(revision)
        ) AS figure
        """
    }
}
