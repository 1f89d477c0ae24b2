import Domain
import Foundation
import HTTPTypes

/// Whose a request is by where it comes from.
enum RequestOrigin: Hashable, Sendable {
    /// A registered client, wherever it calls from.
    case client(UUID)
    /// A network that is known to speak for many, by its name.
    case network(String)
    /// What one customer of a network has.
    case address(IPAddress)
}

/// Where requests come from, as far as that is known.
package struct RequestOrigins: Sendable {
    /// A network known to speak for many, so that what it asks is not held against one address.
    package struct Known: Sendable, Equatable {
        package let name: String
        package let ranges: AddressRanges
    }

    package var known: [Known]
    /// Whose `X-Forwarded-For` is believed.
    package var proxies: AddressRanges

    package init(known: [Known] = [], proxies: AddressRanges = AddressRanges()) {
        self.known = known
        self.proxies = proxies
    }

    /// What one customer has of the network a request comes from.
    func network(_ headers: HTTPFields, _ context: APIContext) -> IPAddress {
        IPAddress(peer: context.peer, forwardedFor: headers[values: .forwardedFor], proxies: proxies)
    }

    /// The name of the known network an address is of.
    func name(of address: IPAddress) -> String? {
        known.first { $0.ranges.contains(address) }?.name
    }

    func origin(_ headers: HTTPFields, _ context: APIContext) -> RequestOrigin {
        if let client = context.client { return .client(client.id) }
        let address = network(headers, context)
        return name(of: address).map { .network($0) } ?? .address(address.network)
    }
}

extension RequestOrigins.Known {
    /// Reads `ihanoi=10.1.0.0/16,10.2.0.0/16; other=192.0.2.7`; nil for anything else.
    package static func list(_ text: String) -> [RequestOrigins.Known]? {
        let parts = text.split(separator: ";").filter { !$0.allSatisfy(\.isWhitespace) }
        let known = parts.compactMap { part -> RequestOrigins.Known? in
            let pair = part.split(separator: "=", omittingEmptySubsequences: false)
            guard pair.count == 2, let ranges = AddressRanges(pair[1]), !ranges.isEmpty else { return nil }
            let name = String(pair[0].filter { !$0.isWhitespace })
            return name.isEmpty ? nil : RequestOrigins.Known(name: name, ranges: ranges)
        }
        return known.count == parts.count && Set(known.map(\.name)).count == known.count ? known : nil
    }
}
