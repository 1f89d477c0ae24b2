import Services

extension Settings {
    /// How many connections an instance opens at most: for requests, for each of its loops, and for probes.
    var connections: ConnectionNeed {
        ConnectionNeed(
            service: poolSize + WorkerServices.connections + ReadinessProbe.connectionsOfEach,
            publicRead: publicPoolSize + ReadinessProbe.connectionsOfEach
        )
    }
}
