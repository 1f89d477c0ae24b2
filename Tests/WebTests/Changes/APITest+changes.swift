import DatabaseTesting
import Foundation
import HTTPTypes
import Services
import Store
import Testing

@testable import Web

/// Some of a feed.
struct Changes: Sendable {
    let answer: JSONAnswer

    var count: Int { answer.count("items") ?? 0 }
    var next: String { answer.string("next") ?? "" }

    /// Of each, the values of members, "type" or "report.code".
    func values(_ members: String...) -> [String] {
        (0..<count).map { number in members.map { "\(answer["items.\(number).\($0)"] ?? "-")" }.joined(separator: " ") }
    }
}

extension APITest {
    /// Gives every event its position, as the loop does.
    func number() async throws {
        try await database.withStore(.service, size: 1) { service in
            let sequencer = EventSequencer(store: EventPositionStore(service))
            while try await sequencer.round().hasMore {}
        }
    }

    /// What is answered to who follows changes; `query` begins with "?".
    func changes(_ query: String = "", _ headers: [String: String] = [:]) async throws -> Changes {
        let answer = try await get("/v1/changes\(query)", headers)
        #expect(answer.status == 200, "\(answer.text)")
        return Changes(answer: answer)
    }

    /// Does what the loops do for the feed, again and again beside `body`.
    func numbering<Value: Sendable>(_ body: @Sendable @escaping () async throws -> Value) async throws -> Value {
        try await database.withStore(.service, size: 1) { service in
            let sequencer = EventSequencer(store: EventPositionStore(service))
            let lookout = ChangeLookout(reader: ChangeReader(publicRead: service, service: service), signal: useCases.changes.signal)
            return try await withThrowingTaskGroup(of: Value?.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        // Whose session was ended tries again.
                        _ = try? await sequencer.round()
                        _ = try? await lookout.look()
                        try? await Task.sleep(for: .milliseconds(10))
                    }
                    return nil
                }
                group.addTask { try await body() }
                defer { group.cancelAll() }
                while let value = try await group.next() { if let value { return value } }
                throw CancellationError()
            }
        }
    }
}
