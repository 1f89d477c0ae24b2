internal import Glibc

/// What Linux knows about this process, under the names that all Prometheus client libraries use.
package struct ProcessMetrics: Sendable {
    private let ticksPerSecond: Double
    private let pageSize: Double
    /// Seconds since 1970.
    private let bootTime: Double?

    /// Reads once what does not change while the process lives.
    package init() {
        ticksPerSecond = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        pageSize = Double(max(1, sysconf(Int32(_SC_PAGESIZE))))
        bootTime = ProcFile.text("/proc/stat").flatMap(Self.bootTime)
    }

    /// The present values, for ``PrometheusRegistry/register(collector:)``. What cannot be read is left out.
    @Sendable package func families() -> [MetricFamily] {
        usage() + descriptors()
    }

    /// The `btime` line of `/proc/stat`.
    static func bootTime(in stat: String) -> Double? {
        let line = stat.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { UInt64($0.dropFirst("btime ".count)) }.map { Double($0) }
    }

    private func usage() -> [MetricFamily] {
        guard let stat = ProcFile.text("/proc/self/stat").flatMap(ProcessStat.init) else { return [] }
        var families = [
            MetricFamily.counter(
                "process_cpu_seconds_total",
                help: "User and system CPU time spent, in seconds.",
                samples: [.init(stat.cpuTicks / ticksPerSecond)]
            ),
            MetricFamily.gauge(
                "process_resident_memory_bytes",
                help: "Resident memory, in bytes.",
                samples: [.init(stat.residentPages * pageSize)]
            ),
        ]
        if let bootTime {
            families.append(
                .gauge(
                    "process_start_time_seconds",
                    help: "When the process started, in seconds since 1970-01-01 UTC.",
                    samples: [.init(bootTime + stat.startTicks / ticksPerSecond)]
                )
            )
        }
        return families
    }

    private func descriptors() -> [MetricFamily] {
        var families: [MetricFamily] = []
        if let count = ProcFile.entryCount("/proc/self/fd") {
            // One of them is the directory being read.
            families.append(.gauge("process_open_fds", help: "Open file descriptors.", samples: [.init(Double(count - 1))]))
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            families.append(
                .gauge("process_max_fds", help: "File descriptors the process may open.", samples: [.init(Double(limit.rlim_cur))])
            )
        }
        return families
    }
}
