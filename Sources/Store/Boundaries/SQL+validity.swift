internal import Postgres

extension SQL {
    /// The day it is in Hanoi, a `date`. Legal effect begins at midnight there, not in Greenwich.
    static var hanoiToday: SQL { "(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date" }

    /// Whether a row of `unit` is valid on a day.
    static func unitIsValid(on day: SQL) -> SQL {
        "unit.valid_from <= \(day) AND (unit.valid_to IS NULL OR \(day) < unit.valid_to)"
    }
}
