import Domain
import Foundation
import JSON
import Services

/// An entry of the audit.
struct AuditEntryBody: JSONWritable {
    let entry: AuditEntry

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("position", entry.position)
            json.member("at", entry.at.rfc3339)
            json.member("actor", ActorBody(actor: entry.actor))
            json.member("action", entry.action)
            json.member("object", ObjectBody(kind: entry.objectKind, id: entry.object))
            json.member("details", DetailsBody(text: entry.details))
            json.nullable("request_id", entry.requestID)
        }
    }
}

private struct ActorBody: JSONWritable {
    let actor: AuditActor

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", actor.kind.rawValue)
            json.member("name", actor.name)
        }
    }
}

private struct ObjectBody: JSONWritable {
    let kind: String
    let id: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", kind)
            json.member("id", id)
        }
    }
}

/// JSON as the database has it.
private struct DetailsBody: JSONWritable {
    let text: String

    func write(to json: inout JSONWriter) {
        json.raw(text.utf8)
    }
}

/// What proves a report's history.
struct ReportProofBody: JSONWritable {
    let code: ReportCode
    let proof: ReportProof

    /// Changes with every item, and when one is sealed.
    var tag: String { "\(proof.items.count)-proof-\(proof.items.count { $0.place != nil })" }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code.description)
            json.array("items", proof.items.map { ProofItemBody(item: $0) })
            json.array("seals", proof.seals.map(SealBody.init))
        }
    }
}

private struct ProofItemBody: JSONWritable {
    let item: ReportProof.Item

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("seq", item.number)
            json.member("at", item.at.rfc3339)
            json.member("type", item.type)
            json.member("by", ProofAuthorBody(item: item))
            json.member("agency", item.agency)
            json.nullable("clock", item.clock)
            json.nullable("occurred_at", item.occurredAt?.rfc3339)
            json.member("digest", item.digest.hexadecimal)
            json.nullable("sealed", item.place.map { ProofPlaceBody(place: $0) })
        }
    }
}

private struct ProofAuthorBody: JSONWritable {
    let item: ReportProof.Item

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", item.actorKind)
            json.nullable("agency", item.actorAgency)
        }
    }
}

private struct ProofPlaceBody: JSONWritable {
    let place: ReportProof.Place

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("seal", place.seal)
            json.member("index", place.index)
            json.array("path", place.path.map(\.hexadecimal))
        }
    }
}
