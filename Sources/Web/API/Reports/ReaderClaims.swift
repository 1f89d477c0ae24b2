import Hummingbird
import Services

/// By what a reader shows that a report is theirs.
struct ReaderClaims {
    let citizens: CitizenSignIn

    /// A tracking token or a citizen's session, if any is shown. A client without one sees what everybody sees; other kinds of
    /// authorisation open nothing here.
    func claim(_ request: Request) async throws -> ReporterClaim? {
        guard request.headers[.authorization] != nil, BearerToken.clientAlone(request.headers) == nil else { return nil }
        if let token = BearerToken.citizen(request.headers) {
            guard let citizen = try await citizens.citizen(token) else { throw ServiceError.citizenNotSignedIn }
            return .citizen(citizen)
        }
        guard let token = BearerToken.tracking(request.headers) else { throw ServiceError.tokenInvalid }
        return .token(token)
    }
}
