package import Domain

/// Who may do how much.
package struct RatePolicy: Sendable {
    /// How much may be asked.
    package struct Reads: Sendable {
        package var device: Quota
        package var address: Quota
        package var client: Quota
        /// What one of staff may ask, wherever from.
        package var staff: Quota

        package init(device: Quota, address: Quota, client: Quota, staff: Quota) {
            self.device = device
            self.address = address
            self.client = client
            self.staff = staff
        }
    }

    package var reads: Reads
    package var filings: FilingQuotas
    package var origins: RequestOrigins

    package init(reads: Reads, filings: FilingQuotas, origins: RequestOrigins) {
        self.reads = reads
        self.filings = filings
        self.origins = origins
    }

    /// What a request of one of staff is counted against.
    func charges(of staffName: String) -> [RateCharge] {
        reads.staff.windows.map { RateCharge(subject: .staff(staffName), window: $0) }
    }

    /// Everything a request is counted against. A device is counted besides where it calls from, so naming one can only lower a limit.
    func charges(from origin: RequestOrigin, device id: DeviceID?) -> [RateCharge] {
        let quota =
            switch origin {
            case .client, .network: reads.client
            case .address: reads.address
            }
        let charges = quota.windows.map { RateCharge(subject: .origin(origin), window: $0) }
        guard let id else { return charges }
        return charges + reads.device.windows.map { RateCharge(subject: .device(id, origin), window: $0) }
    }
}
