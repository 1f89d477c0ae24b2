package import FoundationEssentials

/// What facts are counted by.
package struct FigureSlice: Hashable, Sendable {
    /// By the boundaries in force at the filing, as corrected since; nil: unknown.
    package var filedUnit: UUID?
    /// Where the report lies by the boundaries in force today; nil: unknown.
    package var todayUnit: UUID?
    /// Who had the report when it happened; of a miss who was responsible.
    package var agency: UUID
    package var category: UUID
    package var severity: Severity
    package var channel: Channel

    package init(filedUnit: UUID?, todayUnit: UUID?, agency: UUID, category: UUID, severity: Severity, channel: Channel) {
        self.filedUnit = filedUnit
        self.todayUnit = todayUnit
        self.agency = agency
        self.category = category
        self.severity = severity
        self.channel = channel
    }
}
