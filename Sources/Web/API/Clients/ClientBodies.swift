import Domain
import JSON
import Services

/// A registered client.
struct ClientBody: JSONWritable {
    let client: APIClient

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", client.id)
            json.member("name", client.name.text)
            json.member("created_at", client.createdAt.rfc3339)
            json.member("created_by", client.createdBy.text)
            json.nullable("revoked_at", client.revoked?.at.rfc3339)
            json.nullable("revoked_by", client.revoked?.by.text)
        }
    }
}

/// A client's token, never what is shown to be known by.
struct ClientTokenBody: JSONWritable {
    let token: ClientToken

    func write(to json: inout JSONWriter) {
        json.object(writeMembers)
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("id", token.id)
        json.member("client", NamedClientBody(token: token))
        json.array("scopes", token.scopes.map(\.rawValue).sorted())
        json.member("state", token.state.rawValue)
        json.member("created_at", token.createdAt.rfc3339)
        json.member("created_by", token.createdBy.text)
        json.nullable("expires_at", token.expiresAt?.rfc3339)
        json.nullable("revoked_at", token.revoked?.at.rfc3339)
        json.nullable("revoked_by", token.revoked?.by.text)
        json.nullable("replaced_by", token.replacedBy)
        json.nullable("last_used_at", token.lastUsedAt?.rfc3339)
    }
}

private struct NamedClientBody: JSONWritable {
    let token: ClientToken

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", token.client)
            json.member("name", token.clientName.text)
        }
    }
}

/// A token that was just made, with what is to be shown: told this once.
struct IssuedTokenBody: JSONWritable {
    let issued: ClientTokens.Issued

    func write(to json: inout JSONWriter) {
        json.object { json in
            ClientTokenBody(token: issued.token).writeMembers(to: &json)
            json.member("token", issued.secret)
        }
    }
}
