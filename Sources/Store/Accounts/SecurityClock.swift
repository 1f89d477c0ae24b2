internal import Postgres

extension SQL {
    /// The database's true clock, in whole seconds: of sessions and attempts, whatever rehearsals do to the clock of limits.
    static let securityNow: SQL = "date_trunc('second', clock_timestamp())"
}
