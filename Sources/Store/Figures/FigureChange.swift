internal import Domain
internal import FoundationEssentials
internal import Postgres

/// By how much figures of days change with a revision: the rows of `figure_change`, for whoever holds figures of a revision before.
enum FigureChange {
    /// Of so many revisions it is kept: a minute of five a second.
    private static let revisions: Int64 = 300

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

    /// Says of the cursor's revision that all that changes with it is kept, and lets go of what is old: but for a stretch behind, which is
    /// gone already, and which an index would go through as long as somebody else might still see it.
    static func complete(_ revision: Int64) -> SQL {
        """
        WITH old AS (
            DELETE FROM figure_change
            WHERE revision > \(revision - 2 * revisions)
                AND revision <= \(revision - revisions)
        )
        INSERT INTO figure_change (revision, bases, days, slice_ids, measures, buckets, counts, changed_at)
        SELECT revision, '{}', '{}', '{}', '{}', '{}', '{}', changed_at
        FROM figure_cursor
        """
    }

    /// Of how many revisions after one it is kept, how much that is, and when that one was made; NULL: that is not kept.
    static func extent(since revision: Int64) -> SQL {
        """
        SELECT
            count(*) FILTER (WHERE revision > \(revision) AND changed_at IS NOT NULL),
            coalesce(sum(cardinality(counts)) FILTER (WHERE revision > \(revision)), 0),
            max(changed_at) FILTER (WHERE revision = \(revision))
        FROM figure_change
        WHERE revision >= \(revision)
            AND revision <= (SELECT revision FROM figure_cursor)
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
                AND change.revision <= (SELECT revision FROM figure_cursor)
        ) AS figure
        """
    }
}
