/// What somebody may be allowed to do: the closed list that `can` decides on.
package enum Deed: Hashable, Sendable {
    /// File a report, and read what is public of any.
    case takePart
    /// Read a report as who filed it.
    case readAsReporter
    /// List the reports one has filed oneself.
    case readOwnReports
    /// Ask about one's own data, and be handed what was asked for.
    case askAboutOwnData

    /// List reports of a desk.
    case listReports
    /// Follow what happens to reports of a desk.
    case followDesk
    /// Follow what happens to all reports, without what is personal.
    case followCity
    /// Know how much waits at a desk.
    case readInbox
    /// Look for what somebody has reported by their phone.
    case searchReporters
    /// File a report for a caller, or at the counter.
    case fileForCallers
    /// Read a report as staff, its clocks too.
    case readReport
    /// Know who reported.
    case readReporter
    /// Say what the public is not shown of a report's pictures.
    case redact
    /// Send pictures and documents for what one does to reports.
    case uploadEvidence
    /// Do something to a report.
    case act(ReportAction)

    /// Read the cases for practice, and begin one.
    case practise

    /// Read all figures of the city, or those of a desk with the reports behind them.
    case readFigures

    /// Read calendars, policies, and what two people agree on.
    case inspect
    /// Change them, and decide.
    case administer

    /// Read the desks with their duty contacts.
    case readDesks
    /// Read accounts and teams of a desk.
    case readAccounts
    /// Invite, change, disable and reset an account.
    case changeAccount
    /// Make, change and dissolve a desk's teams and templates, and say whom to call there.
    case runDesk
    /// Change one's own password, second factor and identities, and sign out.
    case keepOwnAccount
}

extension Deed {
    /// The roles of staff that may do it, where the object is theirs. In practice whoever works at the coordinator's desk plays the
    /// coordinator: roles of the city stand at the city's desk alone.
    func roles(isPractice: Bool) -> Set<Role> {
        switch self {
        case .takePart, .keepOwnAccount: Set(Role.allCases)
        case .readAsReporter, .readOwnReports, .askAboutOwnData: []
        case .listReports, .followDesk, .readInbox, .readReport: Role.working.union([.auditor])
        case .followCity: [.cityCoordinator, .cityAdmin, .auditor, .dashboard]
        case .readReporter, .searchReporters, .fileForCallers: Role.working
        case .act(.approve), .act(.sendBack): isPractice ? Role.working : [.unitAdmin, .cityCoordinator]
        case .act, .redact, .uploadEvidence, .practise: Role.working
        case .readFigures: Role.ofFigures.union([.unitAdmin])
        case .inspect: [.cityAdmin, .cityCoordinator, .auditor]
        case .administer: [.cityAdmin]
        case .readDesks: Role.working.union([.cityAdmin, .auditor])
        case .readAccounts: [.unitAdmin, .cityAdmin, .auditor]
        case .changeAccount, .runDesk: [.unitAdmin, .cityAdmin]
        }
    }
}
