import Domain
package import Hummingbird
import Logging
import NIOCore
import Services

/// What every API request carries.
package struct APIContext: AdmittedContext {
    package var coreContext: CoreRequestContextStorage
    /// From `Accept-Language`.
    var language: Language
    /// The client's `X-Request-Id`, or one of our own.
    var requestID: String
    /// The room the request takes, if the door has let it in; given back with the context.
    var ticket: AdmissionTicket?
    /// Of whoever of staff has shown its token to a route for staff.
    var session: StaffSession?
    /// Whose token a request to a route for anybody has shown.
    var client: ClientPrincipal?
    /// Whether such a token was shown and opens nothing.
    var isOfUnknownClient = false
    /// Whose session a request to a route for citizens has shown.
    var citizen: SignedInCitizen?
    let channel: any NIOCore.Channel
    /// Who is at the other end of the connection: the client, or a proxy. `::` where that is no network.
    let peer: IPAddress

    var api: APIContext { self }

    package init(source: Source) {
        coreContext = .init(source: source)
        language = .vi
        requestID = ""
        channel = source.channel
        peer = source.channel.remoteAddress.flatMap(IPAddress.init) ?? IPAddress(high: 0, low: 0)
    }
}
