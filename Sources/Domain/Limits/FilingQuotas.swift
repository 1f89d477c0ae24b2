/// How many reports somebody may file.
package struct FilingQuotas: Sendable, Hashable {
    package var device: Quota
    package var address: Quota
    package var client: Quota
    /// Of a user a client speaks for.
    package var user: Quota
    package var phone: Quota

    package init(device: Quota, address: Quota, client: Quota, user: Quota, phone: Quota) {
        self.device = device
        self.address = address
        self.client = client
        self.user = user
        self.phone = phone
    }

    /// Everything a filing is counted against. A client's reports count for the client and not for the address they come from, which
    /// many share; a device or user counts besides, so that naming one can only lower a limit.
    package func charges(for party: FilingParty, phone number: PhoneNumber?) -> [FilingCharge] {
        var subjects: [(QuotaParty, subject: String, Quota)] = [
            party.speaker == nil ? (.address, party.origin, address) : (.client, party.origin, client)
        ]
        if let subject = party.deviceSubject { subjects.append((.device, subject, device)) }
        if let subject = party.userSubject { subjects.append((.user, subject, user)) }
        if let number { subjects.append((.phone, "phone|\(number.e164)", phone)) }
        return subjects.flatMap { party, subject, quota in
            quota.windows.map { FilingCharge(party: party, subject: subject, window: $0) }
        }
    }
}

/// One report's share of one window.
package struct FilingCharge: Hashable, Sendable {
    package let party: QuotaParty
    /// Tells subjects apart; in the clear, so neither to be kept nor to be told.
    package let subject: String
    package let window: Quota.Window
}
