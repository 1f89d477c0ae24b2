import Domain
import JSON

/// A hold, with why it was placed and lifted.
struct LegalHoldBody: JSONWritable {
    let hold: LegalHold

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", hold.id)
            json.member("report", hold.report)
            json.member("in_force", hold.isInForce)
            json.member("reason", hold.reason)
            json.member("placed_by", hold.placedBy.text)
            json.member("placed_at", hold.placedAt.rfc3339)
            json.nullable("until", hold.until?.rfc3339)
            json.nullable("lifted_by", hold.lifted?.by.text)
            json.nullable("lifted_at", hold.lifted?.at.rfc3339)
            json.nullable("lift_reason", hold.lifted?.reason)
        }
    }
}
