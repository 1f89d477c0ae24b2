internal import FoundationEssentials

/// How many bytes somebody may send in a day, before they are looked at.
package struct UploadQuotas: Sendable, Hashable {
    /// What every file counts for at least: the pixels of one of some kilobytes may be as many as a large one's.
    package static let leastBytes = 1_000_000

    /// Of a device, a user that a client speaks for, and a citizen who is signed in, each.
    package var person: Int
    package var address: Int
    package var client: Int
    /// Of one of staff.
    package var staff: Int

    package init(person: Int, address: Int, client: Int, staff: Int) {
        self.person = person
        self.address = address
        self.client = client
        self.staff = staff
    }

    /// Everything that an upload is counted against. As for filings, naming a device or a user can only lower a limit.
    package func shares(of party: FilingParty) -> [UploadShare] {
        var shares = [
            party.speaker == nil
                ? UploadShare(party: .address, subject: party.origin, daily: address)
                : UploadShare(party: .client, subject: party.origin, daily: client)
        ]
        if let subject = party.deviceSubject { shares.append(UploadShare(party: .device, subject: subject, daily: person)) }
        if let subject = party.userSubject { shares.append(UploadShare(party: .user, subject: subject, daily: person)) }
        if let citizen = party.citizen {
            shares.append(UploadShare(party: .user, subject: "citizen|\(citizen.principal.id.uuidString)", daily: person))
        }
        return shares
    }

    /// The same for one of staff.
    package func shares(ofStaff name: String) -> [UploadShare] {
        [UploadShare(party: .staff, subject: "staff|\(name)", daily: staff)]
    }
}

/// What an upload is counted against.
package struct UploadShare: Hashable, Sendable {
    package let party: QuotaParty
    /// Tells subjects apart; in the clear, so neither to be kept nor to be told.
    package let subject: String
    /// Bytes a day.
    package let daily: Int

    /// In bytes.
    package var window: Quota.Window { Quota.Window(count: daily, interval: .seconds(86_400) / daily) }

    /// Microseconds in which so many bytes come back; a day's for more than a day's.
    package func microseconds(of bytes: Int) -> Int64 {
        Int64(daily.dividingFullWidth(86_400_000_000.multipliedFullWidth(by: min(bytes, daily))).quotient)
    }
}
