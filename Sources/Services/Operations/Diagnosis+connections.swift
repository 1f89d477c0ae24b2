internal import Store

/// How many connections an instance opens at most, by whose URL.
package struct ConnectionNeed: Hashable, Sendable {
    package let service: Int
    package let publicRead: Int

    package init(service: Int, publicRead: Int) {
        self.service = service
        self.publicRead = publicRead
    }
}

extension Diagnosis {
    /// Whether there is room for the connections of one more instance.
    package func connectionFindings(_ need: ConnectionNeed) async -> [Finding] {
        await checked("connections") {
            let (service, publicRead) = (try await pools[0].health.connectionRoom(), try await pools[1].health.connectionRoom())
            return service.start == publicRead.start
                ? [Self.finding(need.service + need.publicRead, in: service, of: "the server")]
                : [
                    Self.finding(need.service, in: service, of: pools[0].name),
                    Self.finding(need.publicRead, in: publicRead, of: pools[1].name),
                ]
        }
    }

    static func finding(_ need: Int, in room: ConnectionRoom, of server: String) -> Finding {
        let facts = "an instance opens up to \(need); of \(room.limit) that \(server) allows \(room.inUse) are in use"
        return need + room.inUse <= room.limit
            ? Finding("connections", .good, facts)
            : Finding("connections", .warning, "\(facts): another instance has no room, raise max_connections or lower PHANANH_POOL_SIZE")
    }
}
