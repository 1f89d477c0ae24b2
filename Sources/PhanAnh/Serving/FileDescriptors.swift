import Foundation

/// The process' limit of open files, each connection being one.
enum FileDescriptors {
    /// What the process needs besides connections: pools, log, listeners, event loops.
    private static let reserve = 128

    /// Raises the limit as far as `connections` need it and the hard limit allows; returns how many connections there may be. Beyond
    /// the limit connections would not be refused but left waiting.
    static func room(forConnections connections: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return connections }
        let needed = rlim_t(connections + reserve)
        if limit.rlim_cur < needed {
            limit.rlim_cur = min(needed, limit.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        return min(connections, max(1, Int(clamping: limit.rlim_cur) - reserve))
    }
}
