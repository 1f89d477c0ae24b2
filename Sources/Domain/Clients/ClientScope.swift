/// What a client's token opens: a closed list. Raw values are stored and sent.
package enum ClientScope: String, Hashable, Sendable, CaseIterable {
    /// File reports in the client's name.
    case fileReports = "reports.file"
    /// Say which of its users a report is of, and how sure that is.
    case assertReporters = "reports.assert"
    /// Follow what becomes of the client's reports.
    case followChanges = "changes.read"
}
