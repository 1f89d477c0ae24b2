/// Who may do how much.
package struct RatePolicy: Sendable {
    package struct Quotas: Sendable {
        package var reads: Quota
        package var filings: Quota

        package init(reads: Quota, filings: Quota) {
            self.reads = reads
            self.filings = filings
        }

        subscript(activity: RatedActivity) -> Quota {
            switch activity {
            case .reads: reads
            case .filings: filings
            }
        }
    }

    /// A client known by where it calls from, with a quota of its own in place of its address's.
    package struct Client: Sendable, Equatable {
        package let name: String
        package let ranges: AddressRanges
    }

    package var device: Quotas
    package var address: Quotas
    package var client: Quotas
    package var clients: [Client]
    /// What one of staff may ask, wherever from.
    package var staff: Quota
    /// Whose `X-Forwarded-For` is believed.
    package var proxies: AddressRanges

    package init(device: Quotas, address: Quotas, client: Quotas, clients: [Client], staff: Quota, proxies: AddressRanges) {
        self.device = device
        self.address = address
        self.client = client
        self.clients = clients
        self.staff = staff
        self.proxies = proxies
    }

    /// What a request of one of staff is counted against.
    func charges(of staffName: String) -> [RateCharge] {
        staff.windows.map { RateCharge(subject: .staff(staffName), activity: .reads, window: $0) }
    }

    /// Everything a request is counted against. A device is counted besides its address, so naming one can only lower a limit.
    func charges(from address: IPAddress, device id: DeviceID?, for activities: [RatedActivity]) -> [RateCharge] {
        let network = address.network
        let client = clients.firstIndex { $0.ranges.contains(address) }
        var parties: [(RateSubject, Quotas)] = [client.map { (.client($0), self.client) } ?? (.address(network), self.address)]
        if let id { parties.append((.device(id, network), device)) }
        return parties.flatMap { subject, quotas in
            activities.flatMap { activity in
                quotas[activity].windows.map { RateCharge(subject: subject, activity: activity, window: $0) }
            }
        }
    }
}

extension RatePolicy.Client {
    /// Reads `ihanoi=10.1.0.0/16,10.2.0.0/16; other=192.0.2.7`; nil for anything else.
    package static func list(_ text: String) -> [RatePolicy.Client]? {
        let parts = text.split(separator: ";").filter { !$0.allSatisfy(\.isWhitespace) }
        let clients = parts.compactMap { part -> RatePolicy.Client? in
            let pair = part.split(separator: "=", omittingEmptySubsequences: false)
            guard pair.count == 2, let ranges = AddressRanges(pair[1]), !ranges.isEmpty else { return nil }
            let name = String(pair[0].filter { !$0.isWhitespace })
            return name.isEmpty ? nil : RatePolicy.Client(name: name, ranges: ranges)
        }
        return clients.count == parts.count && Set(clients.map(\.name)).count == clients.count ? clients : nil
    }
}
