import Foundation

/// What an app calls the device it runs on. Anybody may send anything, so it never raises a limit, and what is no UUID is nobody's.
struct DeviceID: Hashable, Sendable {
    let id: UUID

    init?(_ header: String?) {
        guard let id = header.flatMap({ UUID(uuidString: $0) }) else { return nil }
        self.id = id
    }
}
