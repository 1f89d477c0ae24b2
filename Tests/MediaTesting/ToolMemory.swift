internal import FoundationEssentials

/// How much memory libvips' tools take.
package enum ToolMemory {
    /// The most bytes that any of them has held while `body` ran, as the kernel keeps it for each process (proc(5), `VmHWM`); nil when none
    /// was seen. What `getrusage` says of children will not do: a process counts there with what its parent held when it was forked.
    package static func peak(during body: () async throws -> Void) async throws -> Int? {
        try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask {
                var peak: Int?
                while !Task.isCancelled {
                    if let now = largest() { peak = max(peak ?? 0, now) }
                    try? await Task.sleep(for: .milliseconds(5))
                }
                return peak
            }
            try await body()
            group.cancelAll()
            return try await group.next() ?? nil
        }
    }

    private static func largest() -> Int? {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.filter { Int($0) != nil }.compactMap(held).max()
    }

    private static func held(_ process: String) -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8), status.hasPrefix("Name:\tvips") else {
            return nil
        }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 << 10 }
    }
}
