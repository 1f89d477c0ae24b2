/// How often a reporter may add to a report: far more than people do, and too little to flood a desk.
package enum ReporterQuotas {
    private static let windows = [
        Quota.Window(count: 20, interval: .seconds(3_600) / 20), Quota.Window(count: 60, interval: .seconds(86_400) / 60),
    ]

    /// What an act is counted against.
    package static func charges(of report: ReportCode) -> [FilingCharge] {
        windows.map { FilingCharge(party: .user, subject: "reporter|\(report)", window: $0) }
    }
}
