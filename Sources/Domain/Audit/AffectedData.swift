/// Whose private data somebody read.
package struct AffectedData: Hashable, Sendable {
    /// One actor's readings of one report.
    package struct Reading: Hashable, Sendable {
        package let actor: AuditActor
        /// Its code.
        package let report: String
        package let fields: Set<PrivateField>
        package let count: Int
        package let first: Instant
        package let last: Instant

        package init(actor: AuditActor, report: String, fields: Set<PrivateField>, count: Int, first: Instant, last: Instant) {
            self.actor = actor
            self.report = report
            self.fields = fields
            self.count = count
            self.first = first
            self.last = last
        }
    }

    /// What one actor read.
    package struct Reader: Hashable, Sendable {
        package let actor: AuditActor
        package let readings: Int
        /// Codes, in order.
        package let reports: [String]
        /// Reports of which they saw data of the person.
        package let persons: Int
        /// Reports by what was seen of them.
        package let fields: [PrivateField: Int]
        package let first: Instant
        package let last: Instant
    }

    /// By name.
    package let readers: [Reader]
    /// Codes, in order.
    package let reports: [String]
    /// Reports of which somebody saw data of the person who filed them: at most so many persons.
    package let persons: Int

    package init(_ readings: [Reading]) {
        reports = Set(readings.map(\.report)).sorted()
        persons = Set(readings.filter(\.isPersonal).map(\.report)).count
        readers = Dictionary(grouping: readings, by: \.actor).compactMap { Reader($0.key, $0.value) }.sorted {
            $0.actor.name < $1.actor.name
        }
    }
}

extension AffectedData.Reading {
    fileprivate var isPersonal: Bool { fields.contains(where: \.isPersonal) }
}

extension AffectedData.Reader {
    /// nil without a reading. Each reading is of another report.
    fileprivate init?(_ actor: AuditActor, _ readings: [AffectedData.Reading]) {
        guard let first = readings.map(\.first).min(), let last = readings.map(\.last).max() else { return nil }
        self.init(
            actor: actor,
            readings: readings.map(\.count).reduce(0, +),
            reports: readings.map(\.report).sorted(),
            persons: readings.filter(\.isPersonal).count,
            fields: Dictionary(readings.flatMap { $0.fields.map { ($0, 1) } }, uniquingKeysWith: +),
            first: first,
            last: last
        )
    }
}
