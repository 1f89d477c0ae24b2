/// One thing that was looked at, and how it was found.
package struct Finding: Sendable, Equatable {
    package enum Level: String, Sendable {
        case good = "ok"
        /// The service runs; it is not as it should be for good.
        case warning
        /// The service must not run.
        case fault
    }

    package let subject: String
    package let level: Level
    package let text: String

    package init(_ subject: String, _ level: Level, _ text: String) {
        self.subject = subject
        self.level = level
        self.text = text
    }
}

extension [Finding] {
    /// What forbids the service to run, one line each.
    package var faults: [String] {
        filter { $0.level == .fault }.map(\.text)
    }

    package var warnings: [String] {
        filter { $0.level == .warning }.map(\.text)
    }
}
