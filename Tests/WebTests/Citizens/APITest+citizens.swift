import DatabaseTesting
import Domain
import Foundation
import Services
import Store
import Synchronization
import Testing

/// The phones of a test: what is sent to them.
final class Phones: CodeChannel {
    private let messages = Mutex<[CodeMessage]>([])

    func deliver(_ message: CodeMessage) async -> CodeOutcome {
        messages.withLock { $0.append(message) }
        return .delivered
    }

    /// The last code a phone has received.
    func code(_ phone: String) throws -> String {
        let number = try PhoneNumber(phone)
        return try #require(messages.withLock { $0.last { $0.phone == number }?.code })
    }
}

extension APITest {
    static func json(_ members: [String: String]) throws -> [UInt8] {
        Array(try JSONSerialization.data(withJSONObject: members))
    }

    /// Asks for a code; `from` is the address that asks.
    func requestCode(_ phone: String, from address: String = "203.0.113.1") async throws -> JSONAnswer {
        try await post(
            "/v1/citizen/otp",
            ["content-type": "application/json", "x-forwarded-for": address],
            body: try Self.json(["phone": phone])
        )
    }

    func tryCode(_ code: String, _ request: String?, from address: String = "203.0.113.1") async throws -> JSONAnswer {
        try await post(
            "/v1/citizen/sessions",
            ["content-type": "application/json", "x-forwarded-for": address],
            body: try Self.json(["request_id": request ?? UUID().uuidString, "code": code])
        )
    }

    /// Sends what is to be sent.
    func sendCodes(by channel: any CodeChannel) async throws {
        try await database.withStore(.service) { pool in
            let dispatch = CodeDispatch(
                deliveries: CodeDeliveryStore(pool),
                codes: SignInStore(pool),
                vault: CitizenVault(keys: keys.citizen),
                channel: channel
            )
            _ = try await dispatch.round()
        }
    }

    /// Signs in by a phone, and returns the header that says so.
    func signInCitizen(_ phone: String, from address: String = "203.0.113.1") async throws -> [String: String] {
        let phones = Phones()
        let asked = try await requestCode(phone, from: address)
        #expect(asked.status == 202)
        try await sendCodes(by: phones)
        let session = try await tryCode(try phones.code(phone), asked.string("request_id"), from: address)
        #expect(session.status == 201)
        return ["authorization": "Bearer \(try #require(session.string("token")))"]
    }
}
