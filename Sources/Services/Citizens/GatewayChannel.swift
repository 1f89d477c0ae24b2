internal import Domain
internal import Foundation
internal import JSON
package import Transfer

/// The city's gateway to phones, by HTTP: a POST of `{"id", "to", "code", "text", "language", "expires_in"}`, answered with 2xx when it was taken.
package struct GatewayChannel: CodeChannel {
    private let client: TransferClient
    private let url: String
    private let header: (name: String, value: String)?

    private static let limits = TransferLimits(bytes: 16 * 1024, time: .seconds(10))

    /// `header`, as `Name: value`, shows the gateway who asks. nil for a URL that may not be asked, or what is no header.
    package init?(url: String, header: String?, client: TransferClient) {
        guard client.permits(url) else { return nil }
        self.client = client
        self.url = url
        guard let header else {
            self.header = nil
            return
        }
        let parts = header.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.header = (parts[0], parts[1])
    }

    package func deliver(_ message: CodeMessage) async -> CodeOutcome {
        let request = TransferRequest(
            post: JSONWriter.bytes(GatewayBody(message: message)),
            as: "application/json; charset=utf-8",
            to: url,
            headers: header.map { [$0] } ?? [],
            limits: Self.limits
        )
        do {
            return Self.outcome(try await client.send(request).status)
        } catch {
            return .failed("\(error)")
        }
    }

    private static func outcome(_ status: Int) -> CodeOutcome {
        switch status {
        case 200..<300: .delivered
        // What the gateway finds wrong about the number, not about who asks or when.
        case 400, 404, 410, 422: .refused
        default: .failed("the gateway answers \(status)")
        }
    }
}

private struct GatewayBody: JSONWritable {
    let message: CodeMessage

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", message.id)
            json.member("to", message.phone.e164)
            json.member("code", message.code)
            json.member("text", message.text)
            json.member("language", message.language.rawValue)
            json.member("expires_in", message.seconds)
        }
    }
}
