import Domain
import Foundation
import Hummingbird
import Services

/// Who files reports and sends files, as far as a request tells.
struct FilingParties {
    let citizens: CitizenSignIn
    let origins: RequestOrigins

    /// Whose session is over is told later, if at all: it depends on what they report.
    func party(_ request: Request, _ context: APIContext) async throws -> FilingParty {
        let address = origins.network(request.headers, context)
        var party = FilingParty(
            client: context.client,
            assertion: try ReporterAssertion.read(request.headers),
            network: "\(address.network.high) \(address.network.low)",
            knownNetwork: origins.name(of: address),
            device: DeviceID(request.headers[.device])?.id
        )
        if let token = BearerToken.citizen(request.headers) {
            party.citizen = try await citizens.citizen(token)
            party.sessionIsOver = party.citizen == nil
        }
        return party
    }
}
