package import FoundationEssentials

extension Principal {
    /// Whether somebody may do something to an object. What is not said here may not be done.
    package func can(_ deed: Deed, on object: RightsObject) -> Bool {
        switch self {
        case .anonymous, .client: deed == .takePart
        case .citizen:
            switch (deed, object) {
            case (.takePart, _), (.readOwnReports, .own), (.askAboutOwnData, .own): true
            default: false
            }
        case .reporter(let report):
            switch (deed, object) {
            case (.takePart, _): true
            case (.readAsReporter, .filed(let other)): report == other
            case (.act(let action), .filed(let other)): report == other && action.party == .citizen
            default: false
            }
        case .staff(let staff): staff.can(deed, on: object)
        }
    }
}

extension StaffPrincipal {
    /// Whether they may do something to an object, by what their account is at this moment.
    package func can(_ deed: Deed, on object: RightsObject) -> Bool {
        let roles = roles.intersection(deed.roles(isPractice: object.isPractice))
        guard !roles.isEmpty else { return false }
        return switch (deed, object) {
        case (.takePart, .city), (.takePart, .filed), (.inspect, .city), (.administer, .city), (.readDesks, .city),
            (.uploadEvidence, .city), (.followCity, .city),
            (.keepOwnAccount, .own):
            true
        case (.listReports, .desk(let desk)), (.followDesk, .desk(let desk)), (.readInbox, .desk(let desk)),
            (.searchReporters, .desk(let desk)), (.fileForCallers, .desk(let desk)):
            desk == agency
        case (.readFigures, .city): !roles.isDisjoint(with: Role.ofFigures)
        case (.readFigures, .desk(let desk)): desk == agency || !roles.isDisjoint(with: Role.ofFigures)
        case (.readReport, .sight(let sight)): sight.isOpen(to: agency)
        case (.readReporter, .sight(let sight)): sight.disclosesReporter(to: agency)
        case (.redact, .sight(let sight)): sight.isInCharge(agency)
        case (.act(let action), .course(let course, let coordinator)): course.permits(action, at: agency, coordinator: coordinator.id)
        case (.practise, .practice(let desks)): desks?.has(agency) ?? false
        case (.readAccounts, .desk(let desk)), (.runDesk, .desk(let desk)):
            desk == agency || !roles.isDisjoint(with: [.cityAdmin, .auditor])
        case (.changeAccount, .account(let account)): mayChange(account, as: roles)
        default: false
        }
    }

    /// Nobody changes what they are themselves: neither more rights, nor by mistake none.
    private func mayChange(_ other: AccountScope, as roles: Set<Role>) -> Bool {
        guard other.id != account else { return false }
        return roles.contains(.cityAdmin) || (other.agency == agency && other.roles.isSubset(of: Role.ofUnit))
    }
}

extension RightsObject {
    /// Whether it is a report that nobody filed.
    fileprivate var isPractice: Bool {
        if case .course(_, let coordinator) = self { coordinator.kind.isForPractice } else { false }
    }
}

extension StaffPrincipal {
    /// Whether they know the teams and templates of a desk: who works there does, and who looks after its accounts.
    package func knowsTeams(of desk: UUID) -> Bool {
        can(.readAccounts, on: .desk(desk)) || can(.listReports, on: .desk(desk))
    }
}
