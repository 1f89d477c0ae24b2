import Domain
import Foundation
import JSON
import Services

/// A request about somebody's data. Who asked is told only where it is read by itself, which the audit keeps.
struct DataRequestBody: JSONWritable {
    let request: DataRequest
    var reading: DataRequests.Reading?
    /// What a second person has to decide on.
    var approval: UUID?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", request.id)
            json.member("version", request.version)
            json.member("kind", request.kind.rawValue)
            json.member("state", request.state.rawValue)
            json.member("received_at", request.receivedAt.rfc3339)
            json.nullable("registered_by", request.registeredBy?.text)
            json.member("acknowledge_due_at", request.acknowledgeDue.rfc3339)
            json.member("due_at", request.due.rfc3339)
            json.nullable("acknowledged_at", request.acknowledgedAt?.rfc3339)
            json.nullable("extended_at", request.extendedAt?.rfc3339)
            json.nullable("extension_reason", request.extensionReason)
            json.nullable("closed_at", request.closedAt?.rfc3339)
            json.nullable("closed_by", request.closedBy?.text)
            json.nullable("reason", request.reason)
            json.member("approval", approval)
            if let reading {
                json.nullable("requester", reading.subject.map(RequesterBody.init))
                json.array("reports", reading.concerned.reports)
                json.array("follows", reading.concerned.follows.map(\.report))
                json.array("held", reading.concerned.held)
                json.array("citizens", reading.concerned.citizens.map(ConcernedCitizenBody.init))
            }
        }
    }
}

/// Whom somebody has signed in as: by a phone, or by an identity provider.
private struct ConcernedCitizenBody: JSONWritable {
    let citizen: KeptCitizen

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", citizen.id)
            json.member("since", citizen.since.rfc3339)
            json.nullable("issuer", citizen.issuer)
        }
    }
}

private struct RequesterBody: JSONWritable {
    let subject: DataSubject

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.nullable("name", subject.name)
            json.nullable("phone", subject.phone?.e164)
            json.nullable("email", subject.email?.address)
            json.nullable("details", subject.details)
        }
    }
}
