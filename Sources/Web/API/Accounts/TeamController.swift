import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// Teams of desks.
struct TeamController {
    let desks: Desks

    /// `GET /v1/admin/teams?agency=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["agency"])
        let agency = query.parse("agency", .unknownValue, UUID.init(uuidString:))
        try query.check()
        let teams = try await desks.teams(of: agency, for: context.principal)
        return Answer.json(ListBody(items: teams.map(TeamBody.init), next: nil), to: request, context.api, isPrivate: true)
    }

    /// `GET /v1/admin/teams/{id}`
    @Sendable func team(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        return Self.answer(try await desks.team(try context.idInPath(), for: context.principal), to: request, context)
    }

    /// `POST /v1/admin/teams`. No key is taken: a desk has a name once, so that a repetition is refused.
    @Sendable func make(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let (name, members, agency) = try await JSONObjectReader.whole(request) { reader in
            let name = reader.needed("name")
            let members = reader.members()
            let agency = reader.parsed("agency", .unknownValue, UUID.init(uuidString:))
            return name.map { ($0, members ?? [], agency) }
        }
        let team = try await desks.makeTeam(name, of: members, at: agency, by: context.principal)
        var response = Self.answer(team, to: request, context)
        response.status = .created
        response.headers[.location] = "/v1/admin/teams/\(team.id.uuidString.lowercased())"
        return response
    }

    /// `PATCH /v1/admin/teams/{id}`
    @Sendable func change(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let id = try context.idInPath()
        let versions = try IfMatch.versions(request)
        let (name, members) = try await JSONObjectReader.whole(request) { ($0.string("name"), $0.members()) }
        return Self.answer(
            try await desks.changeTeam(id, name: name, members: members, expecting: versions, by: context.principal),
            to: request,
            context
        )
    }

    /// `DELETE /v1/admin/teams/{id}`
    @Sendable func dissolve(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let id = try context.idInPath()
        try await desks.dissolveTeam(id, expecting: try IfMatch.versions(request), by: context.principal)
        return Answer.nothing(context.api)
    }

    private static func answer(_ team: Team, to request: Request, _ context: StaffContext) -> Response {
        Answer.json(TeamBody(team: team), to: request, context.api, tag: "\(team.version)-team", isPrivate: true)
    }
}

extension JSONObjectReader {
    /// Accounts by id.
    fileprivate mutating func members() -> [UUID]? {
        guard let names = strings("members") else { return nil }
        guard names.count <= Team.mostMembers else {
            refuse("members", .tooMany)
            return nil
        }
        let ids = names.compactMap { UUID(uuidString: $0) }
        if ids.count != names.count { refuse("members", .unknownValue) }
        return ids
    }
}
