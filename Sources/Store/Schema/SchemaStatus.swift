/// How a database's schema compares with the migrations at hand.
package struct SchemaStatus: Sendable {
    /// Not applied yet, in order.
    package let pending: [MigrationFile]
    /// Applied, but the file has changed since.
    package let altered: [String]
    /// Applied by a newer version, unknown here.
    package let unknown: [String]
    /// Unknown ones that say an older service must not run.
    package let unknownBreaking: [String]

    /// Whether a service that knows these migrations may run on the schema.
    package var isServable: Bool {
        pending.isEmpty && altered.isEmpty && unknownBreaking.isEmpty
    }

    /// What is wrong, one line each.
    package var faults: [String] {
        pending.map { "migration \($0.number) \($0.name) is not applied: run `phananh migrate`" }
            + altered.map { "migration \($0) was changed after it was applied" }
            + unknownBreaking.map { "migration \($0) of a newer version forbids this one to run" }
    }
}
