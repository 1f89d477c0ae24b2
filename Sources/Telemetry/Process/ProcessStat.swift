/// The fields of `/proc/<pid>/stat` that the process metrics need; see proc(5).
struct ProcessStat: Equatable {
    /// Time in user and kernel mode, in clock ticks.
    let cpuTicks: Double
    /// When the process started, in clock ticks since boot.
    let startTicks: Double
    let residentPages: Double

    /// Nil unless the line has the fields. The command name is in brackets and may itself hold spaces and brackets.
    init?(parsing line: String) {
        guard let bracket = line.lastIndex(of: ")") else { return nil }
        // Field 3 of proc(5), the state, comes first here.
        let fields = line[line.index(after: bracket)...].split(whereSeparator: \.isWhitespace)
        guard fields.count > 21, let user = UInt64(fields[11]), let system = UInt64(fields[12]), let start = UInt64(fields[19]),
            let pages = UInt64(fields[21])
        else { return nil }
        cpuTicks = Double(user) + Double(system)
        startTicks = Double(start)
        residentPages = Double(pages)
    }
}
