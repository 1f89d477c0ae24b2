import Domain
import HTTPTypes
import Services

/// Whoever follows changes. Who that is is found out anew for each look: what was taken from them meanwhile opens nothing any more.
struct ChangeFollower: Sendable {
    private enum Known: Sendable {
        case byNothing
        case byClient(token: String)
        case byStaff(token: String)
    }

    let scope: ChangeScope
    private let known: Known
    private let staff: StaffDirectory
    private let clients: ClientDirectory

    /// Throws what they are told who do not show what the scope asks for.
    init(_ scope: ChangeScope, _ headers: HTTPFields, staff: StaffDirectory, clients: ClientDirectory) throws(ServiceError) {
        self.scope = scope
        self.staff = staff
        self.clients = clients
        switch scope {
        case .anybody: known = .byNothing
        case .client:
            guard let token = BearerToken.client(headers) else { throw .clientUnknown }
            known = .byClient(token: token)
        case .agency, .city:
            guard let token = BearerToken.staff(headers) else { throw .notSignedIn }
            known = .byStaff(token: token)
        }
    }

    /// As who they are now.
    func reader() async throws(ServiceError) -> ChangeFeed.Reader {
        switch known {
        case .byNothing: return .anybody
        case .byClient(let token): return .client(try await clients.principal(token))
        case .byStaff(let token):
            guard let session = try await staff.session(token) else { throw .notSignedIn }
            guard !session.mustSetUpSecondFactor else { throw .secondFactorRequired }
            return scope == .city ? .city(session.principal) : .desk(session.principal)
        }
    }

    /// What it is to read for them.
    var work: WorkClass {
        switch scope {
        case .anybody, .client: .reads
        case .agency, .city: .staff
        }
    }
}
