import Domain
import JSON

/// A request for whoever asked: how it stands and by when it is answered, and nothing of who works on it.
struct OwnDataRequestBody: JSONWritable {
    let request: DataRequest

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", request.id)
            json.member("kind", request.kind.rawValue)
            json.member("state", request.state.rawValue)
            json.member("received_at", request.receivedAt.rfc3339)
            json.member("acknowledge_due_at", request.acknowledgeDue.rfc3339)
            json.member("due_at", request.due.rfc3339)
            json.nullable("acknowledged_at", request.acknowledgedAt?.rfc3339)
            json.nullable("extended_at", request.extendedAt?.rfc3339)
            json.nullable("extension_reason", request.extensionReason)
            json.nullable("closed_at", request.closedAt?.rfc3339)
            json.nullable("reason", request.reason)
        }
    }
}
