/// How often somebody may follow or flag what others have reported: far more than people do, and too little to flood a desk.
package enum TakingPartQuotas {
    private static let ofAddress = perHour(60)
    private static let ofClient = perHour(6_000)
    private static let ofPerson = perHour(20)

    /// What an act is counted against. As for filings, naming a device or a user can only lower a limit; and nobody has one phone told of
    /// everything.
    package static func charges(for party: FilingParty, phone number: PhoneNumber? = nil) -> [FilingCharge] {
        var subjects: [(QuotaParty, subject: String, Quota.Window)] = [
            party.speaker == nil ? (.address, party.origin, ofAddress) : (.client, party.origin, ofClient)
        ]
        if let subject = party.deviceSubject { subjects.append((.device, subject, ofPerson)) }
        if let subject = party.userSubject { subjects.append((.user, subject, ofPerson)) }
        if let number { subjects.append((.phone, "phone|\(number.e164)", ofPerson)) }
        return subjects.map { party, subject, window in
            FilingCharge(party: party, subject: "take-part|\(subject)", window: window)
        }
    }

    private static func perHour(_ count: Int) -> Quota.Window { Quota.Window(count: count, interval: .seconds(3_600) / count) }
}

extension FilingParty {
    /// Who takes part, as far as one is told from another; in the clear, so neither to be kept nor to be told.
    package var participant: String { userSubject ?? deviceSubject ?? origin }
}
