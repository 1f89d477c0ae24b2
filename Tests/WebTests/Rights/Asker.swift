import DatabaseTesting
import Domain
import Foundation
import Testing

@testable import Web

/// Everybody who may ask for something. The desk of a report is the committee of Ba Đình; neighbours are at that of Hoàn Kiếm.
enum Asker: String, CaseIterable, Comparable {
    case anonymous
    /// Who filed the report in Ba Đình, by its tracking token.
    case reporter
    /// Who filed the one in Hoàn Kiếm.
    case stranger
    /// A registered client with every scope.
    case client
    case officer
    case unitAdmin
    case neighbour
    /// At the police desk of Ba Đình.
    case police
    case coordinator
    case cityAdmin
    /// At the coordinator's desk.
    case auditor
    /// At the coordinator's desk.
    case dashboard
    /// Practises, at the desk that plays a ward's.
    case trainee
    /// Was an officer of Ba Đình.
    case disabled

    static let staff: Set<Asker> = [.officer, .unitAdmin, .neighbour, .police, .coordinator, .cityAdmin, .auditor, .dashboard, .trainee]
    static let strangers: Set<Asker> = Set(allCases).subtracting(staff)

    /// Of those with an account: where, and as what.
    var post: (agency: String, roles: Set<Role>)? {
        switch self {
        case .anonymous, .reporter, .stranger, .client: nil
        case .officer, .disabled: ("committee-00004-2025-07-01", [.officer])
        case .unitAdmin: ("committee-00004-2025-07-01", [.unitAdmin])
        case .neighbour: ("committee-00070-2025-07-01", [.officer])
        case .police: ("police-00004-2025-07-01", [.officer])
        case .coordinator: ("coordinator", [.cityCoordinator])
        case .cityAdmin: ("coordinator", [.cityAdmin])
        case .auditor: ("coordinator", [.auditor])
        case .dashboard: ("coordinator", [.dashboard])
        case .trainee: ("training-ward", [.officer])
        }
    }

    static func < (first: Asker, second: Asker) -> Bool {
        (allCases.firstIndex(of: first) ?? 0) < (allCases.firstIndex(of: second) ?? 0)
    }
}

/// What an answer says of a right.
enum Reply: String, CaseIterable {
    /// Whatever was wrong about the request, it was not who asked.
    case open
    /// 401
    case unknown
    /// 403
    case forbidden
    /// 404
    case missing

    init(status: Int) {
        self =
            switch status {
            case 401: .unknown
            case 403: .forbidden
            case 404: .missing
            default: .open
            }
    }
}
