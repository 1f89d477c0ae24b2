import Domain
import Foundation
import Testing

/// Who may do what, over all roles and deeds.
@Suite struct RightsTests {
    private static let desk = UUID()
    private static let other = UUID()
    private static let account = UUID()

    /// Deeds on objects that are somebody's own, and the roles that may.
    private static let table: [(name: String, deed: Deed, object: RightsObject, roles: Set<Role>)] = [
        ("take part", .takePart, .city, Set(Role.allCases)),
        ("read as reporter", .readAsReporter, .filed(report: UUID()), []),
        ("list own desk", .listReports, .desk(desk), [.officer, .unitAdmin, .cityCoordinator, .auditor]),
        ("list another desk", .listReports, .desk(other), []),
        ("follow the own desk", .followDesk, .desk(desk), [.officer, .unitAdmin, .cityCoordinator, .auditor]),
        ("follow another desk", .followDesk, .desk(other), []),
        ("follow the city", .followCity, .city, [.cityCoordinator, .cityAdmin, .auditor, .dashboard]),
        ("inspect", .inspect, .city, [.cityCoordinator, .cityAdmin, .auditor]),
        ("administer", .administer, .city, [.cityAdmin]),
        ("send evidence", .uploadEvidence, .city, [.officer, .unitAdmin, .cityCoordinator]),
        ("read desks", .readDesks, .city, [.officer, .unitAdmin, .cityCoordinator, .cityAdmin, .auditor]),
        ("read accounts of the desk", .readAccounts, .desk(desk), [.unitAdmin, .cityAdmin, .auditor]),
        ("read accounts elsewhere", .readAccounts, .desk(other), [.cityAdmin, .auditor]),
        ("run the desk", .runDesk, .desk(desk), [.unitAdmin, .cityAdmin]),
        ("run another desk", .runDesk, .desk(other), [.cityAdmin]),
        ("invite an officer", .changeAccount, .account(AccountScope(id: nil, agency: desk, roles: [.officer])), [.unitAdmin, .cityAdmin]),
        ("invite an auditor", .changeAccount, .account(AccountScope(id: nil, agency: desk, roles: [.auditor])), [.cityAdmin]),
        (
            "invite for the city", .changeAccount, .account(AccountScope(id: nil, agency: desk, roles: [.officer, .cityAdmin])),
            [.cityAdmin]
        ),
        ("invite elsewhere", .changeAccount, .account(AccountScope(id: nil, agency: other, roles: [.officer])), [.cityAdmin]),
        ("change oneself", .changeAccount, .account(AccountScope(id: account, agency: desk, roles: [.officer])), []),
        ("keep one's own account", .keepOwnAccount, .own, Set(Role.allCases)),
        ("administer a desk", .administer, .desk(desk), []),
        ("list the city", .listReports, .city, []),
        ("practise", .practise, .practice(practice(at: desk)), [.officer, .unitAdmin, .cityCoordinator]),
        ("practise where one does not work", .practise, .practice(practice(at: other)), []),
        ("practise where nobody can", .practise, .practice(nil), []),
    ]

    private static func practice(at ward: UUID) -> PracticeDesks? {
        let name = BilingualText(vi: "Bàn thực hành", en: "Practice desk")
        return PracticeDesks(among: [
            Agency(id: ward, code: "ward", kind: .training, name: name),
            Agency(id: UUID(), code: "coordinator", kind: .trainingCoordinator, name: name),
        ])
    }

    private static func person(_ roles: Set<Role>) -> StaffPrincipal {
        StaffPrincipal(account: account, name: PrincipalName("lan") ?? .commandLine, agency: desk, roles: roles)
    }

    @Test func eachRoleMayDoWhatIsItsAlone() {
        for row in Self.table {
            for role in Role.allCases {
                #expect(Self.person([role]).can(row.deed, on: row.object) == row.roles.contains(role), "\(role) \(row.name)")
            }
            #expect(!Self.person([]).can(row.deed, on: row.object), "nobody \(row.name)")
            #expect(Self.person(Set(Role.allCases)).can(row.deed, on: row.object) == !row.roles.isEmpty, "everybody \(row.name)")
        }
    }

    /// Roles add up, and none takes away what another gives.
    @Test func severalRolesMayWhatAnyOfThemMay() {
        for first in Role.allCases {
            for second in Role.allCases {
                for row in Self.table {
                    let either = Self.person([first]).can(row.deed, on: row.object) || Self.person([second]).can(row.deed, on: row.object)
                    #expect(Self.person([first, second]).can(row.deed, on: row.object) == either, "\(first) \(second) \(row.name)")
                }
            }
        }
    }

    @Test func whoeverIsNotOfStaffTakesPartAndReadsWhatIsTheirs() {
        let report = UUID()
        let strangers: [Principal] = [.anonymous, .citizen(UUID()), .client(UUID()), .reporter(of: report), .reporter(of: UUID())]
        for stranger in strangers {
            for row in Self.table {
                #expect(stranger.can(row.deed, on: row.object) == (row.deed == .takePart), "\(row.name)")
            }
            #expect(stranger.can(.readAsReporter, on: .filed(report: report)) == (stranger == .reporter(of: report)))
            #expect(!stranger.can(.readAsReporter, on: .city))
            if case .citizen = stranger {
                #expect(stranger.can(.readOwnReports, on: .own) && !stranger.can(.readOwnReports, on: .city))
                #expect(stranger.can(.askAboutOwnData, on: .own) && !stranger.can(.askAboutOwnData, on: .city))
            } else {
                #expect(!stranger.can(.readOwnReports, on: .own) && !stranger.can(.askAboutOwnData, on: .own))
            }
        }
        #expect(Principal.staff(Self.person([.cityAdmin])).can(.administer, on: .city))
        #expect(!Self.person(Set(Role.allCases)).can(.readOwnReports, on: .own))
        #expect(!Self.person(Set(Role.allCases)).can(.askAboutOwnData, on: .own))
    }
}
