import Domain
import Web

/// How much may be asked of the service at once, how often, and by whom.
struct LimitSettings {
    let connections: ConnectionLimits
    let work: WorkShares
    /// nil when rates are not limited.
    let rates: RatePolicy?
    let bursts: BurstPolicy?
    /// Proxies whose `X-Forwarded-For` is believed.
    let proxies: AddressRanges
    /// Between the moment probes are told that the service goes and the moment it accepts no more connections.
    let drain: Duration

    init(_ reader: inout SettingsReader, poolSize: Int, publicPoolSize: Int) {
        var connections = ConnectionLimits()
        connections.connections = reader.number("PHANANH_CONNECTIONS", connections.connections, in: 16...60_000)
        connections.connectionsPerAddress = reader.number(
            "PHANANH_CONNECTIONS_PER_ADDRESS",
            min(connections.connectionsPerAddress, connections.connections),
            in: 1...60_000
        )
        self.connections = connections
        drain = .seconds(reader.number("PHANANH_DRAIN_SECONDS", 5, in: 0...60))

        var work = WorkShares(servicePool: poolSize, publicPool: publicPoolSize)
        work.filings = reader.number("PHANANH_WORK_FILINGS", work.filings, in: 1...1_000)
        work.staff = reader.number("PHANANH_WORK_STAFF", work.staff, in: 1...1_000)
        work.reads = reader.number("PHANANH_WORK_READS", work.reads, in: 1...1_000)
        work.exports = reader.number("PHANANH_WORK_EXPORTS", work.exports, in: 1...1_000)
        work.credentials = reader.number("PHANANH_WORK_CREDENTIALS", work.credentials, in: 1...1_000)
        work.visits = reader.number("PHANANH_WORK_VISITS", work.visits, in: 1...1_000)
        work.uploads = reader.number("PHANANH_WORK_UPLOADS", work.uploads, in: 1...1_000)
        work.downloads = reader.number("PHANANH_WORK_DOWNLOADS", work.downloads, in: 1...1_000)
        work.listeners = reader.number("PHANANH_WORK_LISTENERS", work.listeners, in: 1...30_000)
        self.work = work

        proxies =
            reader.read("PHANANH_TRUSTED_PROXIES", "127.0.0.0/8,::1", "a list of address ranges") { AddressRanges($0) }
            ?? AddressRanges()
        let policy = Self.policy(&reader, proxies)
        bursts = Self.bursts(&reader)
        rates = reader.choice("PHANANH_RATE_LIMITS", "on", of: ["on", "off"]) == "on" ? policy : nil
    }

    /// An address is no person: a carrier's NAT puts some thousand phones behind one. On its worst day the city may file a few
    /// thousand reports an hour from a few dozen such addresses, so a twentieth of all that, and twenty reads a second, is room
    /// enough for an honest address and little for a flood. A client speaks for a whole city.
    private static func policy(_ reader: inout SettingsReader, _ proxies: AddressRanges) -> RatePolicy? {
        func quota(_ name: String, _ standard: String) -> Quota? {
            reader.read(name, standard, "a quota such as 10/h,30/d") { Quota($0) }
        }
        func quotas(_ party: String, reads: String, filings: String) -> (reads: Quota, filings: Quota)? {
            let reads = quota("PHANANH_RATE_\(party)_READS", reads)
            let filings = quota("PHANANH_RATE_\(party)_FILINGS", filings)
            guard let reads, let filings else { return nil }
            return (reads, filings)
        }
        let device = quotas("DEVICE", reads: "60/m", filings: "10/h,30/d")
        let address = quotas("ADDRESS", reads: "1200/m", filings: "300/h,3000/d")
        let client = quotas("CLIENT", reads: "6000/m", filings: "6000/h,60000/d")
        let user = quota("PHANANH_RATE_USER_FILINGS", "10/h,30/d")
        let phone = quota("PHANANH_RATE_PHONE_FILINGS", "10/h,30/d")
        let known = reader.read("PHANANH_RATE_CLIENTS", "", "a list such as ihanoi=10.1.0.0/16") { RequestOrigins.Known.list($0) }
        // Ten a second is a person's busiest screen many times over.
        let staff = quota("PHANANH_RATE_STAFF", "600/m")
        guard let device, let address, let client, let user, let phone, let known, let staff else { return nil }
        return RatePolicy(
            reads: RatePolicy.Reads(device: device.reads, address: address.reads, client: client.reads, staff: staff),
            filings: FilingQuotas(
                device: device.filings,
                address: address.filings,
                client: client.filings,
                user: user,
                phone: phone
            ),
            origins: RequestOrigins(known: known, proxies: proxies)
        )
    }

    /// An honest device files less than its quota. On the worst day a street of 300 m has some dozen reports of one kind.
    private static func bursts(_ reader: inout SettingsReader) -> BurstPolicy? {
        func window(_ kind: String, _ standard: String) -> Quota.Window? {
            reader.read("PHANANH_BURST_\(kind)", standard, "one number of reports in a time of a day at most, such as 20/h") { text in
                Quota(text).flatMap { $0.windows.count == 1 ? $0.windows.first : nil }
            }
        }
        let (area, device, text, user) = (window("AREA", "30/h"), window("DEVICE", "8/h"), window("TEXT", "20/h"), window("USER", "8/h"))
        guard let area, let device, let text, let user else { return nil }
        return BurstPolicy(area: area, device: device, text: text, user: user)
    }
}
