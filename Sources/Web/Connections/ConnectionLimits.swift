/// How long a client may take, and how many connections there may be.
package struct ConnectionLimits: Sendable {
    /// From the first byte of a request to the end of its head.
    package var head: Duration = .seconds(10)
    /// From the first byte of a request to its last.
    package var request: Duration = .seconds(30)
    /// Bytes a second: a request that comes so fast after the time for its head may take longer than others.
    package var pace = 10 * 1024
    /// Without the client taking anything of an answer that waits for it.
    package var stall: Duration = .seconds(30)
    /// Between an answer and the next request.
    package var idle: Duration = .seconds(60)
    /// For a client to read the last answer before its connection is closed under it.
    package var linger: Duration = .seconds(5)
    /// Connections in all.
    package var connections = 4_096
    /// Connections from one address; thousands of phones may share the address of a carrier's NAT.
    package var connectionsPerAddress = 1_024

    package init() {}

    /// How often a connection is looked at: a limit is overrun by at most this.
    var tick: Duration { min(head, request, stall, idle, linger) / 4 }
}
