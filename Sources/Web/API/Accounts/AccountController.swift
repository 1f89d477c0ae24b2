import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// Accounts, for those who look after them.
struct AccountController {
    let accounts: AccountAdministration

    /// `GET /v1/admin/accounts?agency=&role=&status=&limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["agency", "role", "status", "limit", "cursor"])
        let filter = AccountFilter(
            agency: query.parse("agency", .unknownValue, UUID.init(uuidString:)),
            role: query.parse("role", .unknownValue, Role.init(rawValue:)),
            status: query.parse("status", .unknownValue, AccountStatus.init(rawValue:))
        )
        let limit = query.limit()
        let last = query.cursor { PrincipalName($0) }
        try query.check()
        let found = try await accounts.list(filter, after: last, limit: limit + 1, for: context.principal)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.username.text : nil
        return Answer.json(
            ListBody(items: page.map(AccountBody.init), next: next),
            to: request,
            context.api,
            isPrivate: true,
            links: next.map { ["</v1/admin/accounts?\(query.link)cursor=\($0)>; rel=\"next\""] } ?? []
        )
    }

    /// `GET /v1/admin/accounts/{id}`
    @Sendable func account(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        return Self.answer(try await accounts.account(try context.idInPath(), for: context.principal), to: request, context)
    }

    /// `POST /v1/admin/accounts`. No key is taken: the answer holds a secret, and a name is given once.
    @Sendable func invite(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let order = try await JSONObjectReader.whole(request, InvitationOrder.init)
        let invited = try await accounts.invite(
            order.username,
            called: order.displayName,
            at: order.agency ?? context.principal.agency,
            as: order.roles,
            by: .staff(context.principal)
        )
        return Self.answer(invited, to: request, context, .created)
    }

    /// `PATCH /v1/admin/accounts/{id}`
    @Sendable func change(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let id = try context.idInPath()
        let versions = try IfMatch.versions(request)
        let change = try await JSONObjectReader.whole(request, AccountChange.init)
        let account = try await accounts.change(id, change, expecting: versions, by: .staff(context.principal))
        return Self.answer(account, to: request, context)
    }

    /// `POST /v1/admin/accounts/{id}/activation`
    @Sendable func reset(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let invited = try await accounts.reset(try context.idInPath(), by: .staff(context.principal))
        return Self.answer(invited, to: request, context, .created)
    }

    private static func answer(_ account: Account, to request: Request, _ context: StaffContext) -> Response {
        Answer.json(
            AccountBody(account: account),
            to: request,
            context.api,
            tag: "\(account.version)-account-\(account.status)-\(account.hasSecondFactor)-\(account.hasIdentity)",
            isPrivate: true
        )
    }

    private static func answer(
        _ invited: AccountAdministration.Invited,
        to request: Request,
        _ context: StaffContext,
        _ status: HTTPResponse.Status
    ) -> Response {
        var response = Answer.json(InvitedBody(invited: invited), to: request, context.api, isPrivate: true)
        response.status = status
        response.headers[.location] = "/v1/admin/accounts/\(invited.account.id.uuidString.lowercased())"
        return response
    }
}

extension Problem {
    /// What cannot be done about an account or a team.
    init(_ refusal: AccountRefusal) {
        self.init(.accountRefused)
        rule = (refusal.rawValue, refusal.text)
    }
}

private struct InvitationOrder {
    let username: PrincipalName
    let displayName: String
    let agency: UUID?
    let roles: Set<Role>

    init?(_ reader: inout JSONObjectReader) {
        if !reader.has("username") { reader.require("username") }
        let username = reader.parsed("username", .usernameInvalid) { PrincipalName($0) }
        let name = reader.needed("display_name")
        agency = reader.parsed("agency", .unknownValue, UUID.init(uuidString:))
        if !reader.has("roles") { reader.require("roles") }
        let roles = reader.roles()
        guard let username, let name, let roles else { return nil }
        (self.username, displayName, self.roles) = (username, name, roles)
    }
}

extension AccountChange {
    fileprivate init?(_ reader: inout JSONObjectReader) {
        self.init(
            displayName: reader.string("display_name"),
            agency: reader.parsed("agency", .unknownValue, UUID.init(uuidString:)),
            roles: reader.roles(),
            isDisabled: reader.parsed("status", .unknownValue) { ["active": false, "disabled": true][$0] }
        )
    }
}

extension JSONObjectReader {
    /// One role at least, each of the list.
    fileprivate mutating func roles() -> Set<Role>? {
        guard let names = strings("roles") else { return nil }
        let roles = names.prefix(Role.allCases.count + 1).compactMap { PlainCode.isPlausible($0) ? Role(rawValue: $0) : nil }
        guard roles.count == names.count, !roles.isEmpty else {
            refuse("roles", names.isEmpty ? .required : .unknownValue)
            return nil
        }
        return Set(roles)
    }
}
