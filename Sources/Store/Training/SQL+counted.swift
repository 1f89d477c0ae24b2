internal import Postgres

extension SQL {
    /// What every list, figure and sum over `report` says first: reports for practice count nowhere.
    static let isCounted: SQL = "NOT report.is_training"
}
