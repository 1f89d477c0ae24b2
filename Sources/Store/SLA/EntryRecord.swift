internal import Domain
internal import FoundationEssentials
internal import JSON

/// What an entry says, as the JSON of its `data`; instants are seconds since 1970. Filings write records of their own, in which the
/// members named here mean the same.
struct EntryRecord: JSONWritable {
    let details: EntryDetails

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("status", details.status?.rawValue)
            json.member("policy", details.clock.policy)
            json.member("reason", details.clock.reason?.rawValue)
            json.member("seconds", details.clock.seconds)
            json.member("undone", details.clock.undone)
            json.member("standsInFor", details.standsInFor)
            json.member("unit", details.unit)
            json.member("category", details.classification?.category)
            json.member("categoryVersion", details.classification?.version)
            json.member("severity", details.classification?.severity.rawValue)
            json.member("assignee", details.assignment?.person)
            json.member("team", details.assignment?.team)
            json.member("code", details.refusal?.rawValue)
            json.member("photographedAt", details.photographedAt?.secondsSince1970)
            json.member("hasPictures", details.hasPictures ? true : nil)
            json.member("original", details.original)
            json.member("actOf", details.actOf)
            json.member("answer", details.answer)
            json.member("member", details.member?.description)
            json.member("rating", details.rating?.rawValue)
            json.member("cycle", details.level?.key.cycle)
            json.member("clock", details.level?.key.clock.name)
            json.member("handler", details.level?.key.clock.handler)
            json.member("level", details.level?.key.level)
            json.member("occurredAt", details.level?.occurredAt.secondsSince1970)
            json.member("reaches", details.level?.reaches?.rawValue)
            json.member("byReclassification", details.level.flatMap { $0.byReclassification ? true : nil })
            json.member("notify", details.level.flatMap { $0.isNotified ? true : nil })
            json.member("agency", details.clock.agency ?? details.level?.agency)
        }
    }
}
