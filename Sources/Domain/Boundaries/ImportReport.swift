/// The outcome of a boundary import. With errors nothing was stored.
package struct ImportReport: Sendable, Equatable {
    /// The version created; nil if there were errors.
    package let version: BoundaryVersion?
    /// Elements of `features` in the file.
    package let features: Int
    /// All errors and warnings found, of which `problems` may show only the first.
    package let errors: Int
    /// See `errors`.
    package let warnings: Int
    /// Errors first, then in the order of `BoundaryProblem.Code`, feature and unit; at most `shownProblems`.
    package let problems: [BoundaryProblem]

    /// A file of a thousand faults is understood from the first of them.
    package static let shownProblems = 200

    /// A report; `problems` are in order already.
    package init(version: BoundaryVersion?, features: Int, errors: Int, warnings: Int, problems: [BoundaryProblem]) {
        self.version = version
        self.features = features
        self.errors = errors
        self.warnings = warnings
        self.problems = problems
    }
}
