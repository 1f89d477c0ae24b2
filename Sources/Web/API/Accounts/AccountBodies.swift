import Domain
import Foundation
import JSON
import Services

/// An account, as those who look after it see it.
struct AccountBody: JSONWritable {
    let account: Account

    func write(to json: inout JSONWriter) {
        json.object(writeMembers)
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("id", account.id)
        json.member("username", account.username.text)
        json.member("display_name", account.displayName)
        json.member("agency", account.agency)
        json.array("roles", account.roles.sorted)
        json.member("status", account.status.rawValue)
        json.member("has_totp", account.hasSecondFactor)
        json.member("has_identity", account.hasIdentity)
        json.member("version", account.version)
        json.member("created_by", account.createdBy.text)
        json.member("created_at", account.createdAt.rfc3339)
    }
}

/// An account with the link its owner sets a password by.
struct InvitedBody: JSONWritable {
    let invited: AccountAdministration.Invited

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("account", AccountBody(account: invited.account))
            json.member("activation", ActivationBody(token: invited.token, expiresAt: invited.expiresAt))
        }
    }
}

private struct ActivationBody: JSONWritable {
    let token: String
    let expiresAt: Instant

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("token", token)
            json.member("expires_at", expiresAt.rfc3339)
        }
    }
}

/// Some of a desk.
struct TeamBody: JSONWritable {
    let team: Team

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", team.id)
            json.member("agency", team.agency)
            json.member("name", team.name)
            json.member("version", team.version)
            json.array("members", team.members.map(MemberBody.init))
        }
    }
}

private struct MemberBody: JSONWritable {
    let member: Team.Member

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("account", member.account)
            json.member("username", member.username)
        }
    }
}

/// A desk, as staff see it.
struct DeskBody: JSONWritable {
    let desk: DeskRecord
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", desk.agency.id)
            json.member("code", desk.agency.code)
            json.member("name", desk.agency.name[language])
            json.member("kind", desk.agency.kind.rawValue)
            json.nullable("parent", desk.agency.parentID)
            json.nullable("staffed_since", desk.agency.staffedSince?.rfc3339)
            json.nullable("duty", desk.duty.map(DutyBody.init))
            json.member("needs_approval", desk.agency.needsApproval)
            json.member("version", desk.version)
        }
    }
}

private struct DutyBody: JSONWritable {
    let duty: DutyContact

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.nullable("phone", duty.phone?.e164)
            json.nullable("email", duty.email?.address)
            json.nullable("note", duty.note)
        }
    }
}
