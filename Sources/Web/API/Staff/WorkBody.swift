import Domain
import JSON

extension ReportWork {
    /// Whose work the report is, for staff.
    func writeMembers(to json: inout JSONWriter) {
        json.nullable("assignee", assignee.map(PersonBody.init))
        json.nullable("team", team.map(PartyBody.init))
    }
}

private struct PersonBody: JSONWritable {
    let person: ReportWork.Person

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", person.account)
            json.member("username", person.username)
        }
    }
}

private struct PartyBody: JSONWritable {
    let party: ReportWork.Party

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", party.id)
            json.member("name", party.name)
        }
    }
}
