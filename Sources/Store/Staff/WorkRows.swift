internal import FoundationEssentials
internal import Postgres

/// Whose work a report is, as columns beside a row of `report`.
enum WorkRows {
    static let columns: SQL = "assignee.id, assignee.username, team.id, team.name"
    static let joins: SQL = """
        LEFT JOIN account AS assignee ON assignee.id = report.assignee_id
        LEFT JOIN team ON team.id = report.team_id
        """
}
