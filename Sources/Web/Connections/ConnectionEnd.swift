/// Why the service closed a connection.
enum ConnectionEnd: String {
    case idle
    case slowHead = "slow_head"
    case slowBody = "slow_body"
    case slowReader = "slow_reader"
    /// It made room for another.
    case evicted
    /// There was no room for it.
    case refused
    /// After the last answer.
    case ended
}
