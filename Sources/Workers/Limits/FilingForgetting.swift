package import Services

/// Forgets in every instance, some times a minute, what is kept of filings for a while only.
package struct FilingForgetting: PeriodicWork {
    package let name = "filing_memory"
    package let interval = Duration.seconds(15)
    private let memory: FilingMemory
    private let limit: Int

    /// `limit` bounds what a round forgets.
    package init(_ memory: FilingMemory, limit: Int = 5_000) {
        self.memory = memory
        self.limit = limit
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        try await memory.forget(limit: limit) ? .moreToDo : .idle
    }
}
