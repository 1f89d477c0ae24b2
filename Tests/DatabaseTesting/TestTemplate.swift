/// A database that tests get copies of: made once in a process, from its parent's by `seed`.
package final class TestTemplate: Sendable {
    /// Unique in the process; letters and digits.
    package let name: String
    let parent: TestTemplate?
    let seed: @Sendable (TestDatabase) async throws -> Void

    /// A template that adds something to another's database.
    package init(
        _ name: String,
        from parent: TestTemplate = .migrated,
        seed: @escaping @Sendable (TestDatabase) async throws -> Void
    ) {
        self.name = name
        self.parent = parent
        self.seed = seed
    }

    private init(preparedAs name: String) {
        self.name = name
        parent = nil
        seed = prepare
    }

    /// `deploy/database.sql`: roles, extensions and grants, without the service's tables.
    package static let prepared = TestTemplate(preparedAs: "prepared")

    /// All of `sql/migrations`, without any data.
    package static let migrated = TestTemplate("migrated", from: .prepared, seed: migrate)
}
