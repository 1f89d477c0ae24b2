package import Domain
package import FoundationEssentials
package import Store

/// What two people have to agree on: to look at, and to decide.
package struct Approvals: Sendable {
    private let store: ApprovalStore

    package init(store: ApprovalStore) {
        self.store = store
    }

    /// One approval. Throws `notFound`.
    package func show(_ id: UUID) async throws(ServiceError) -> Approval {
        let approval = try await serving { () async throws(StoreError) in try await store.approval(id) }
        guard let approval else { throw .notFound }
        return approval
    }

    /// The newest first, at most `limit`, after one of them if told; only those that are open unless asked.
    package func list(all: Bool = false, after last: UUID? = nil, limit: Int = 50) async throws(ServiceError) -> [Approval] {
        try await serving { () async throws(StoreError) in try await store.list(onlyOpen: !all, after: last, limit: limit) }
    }

    /// Ends a proposal, and carries out what is approved in the same transaction. Throws `notFound`, `invalid` for a comment that cannot
    /// be kept, and `approvalRefused`: then nothing has changed.
    package func decide(
        _ id: UUID,
        _ verdict: ApprovalVerdict,
        by editor: Editor,
        comment: String? = nil
    ) async throws(ServiceError) -> Approval {
        let comment = try Self.checked(comment, at: "/comment")
        let outcome = try await serving { () async throws(StoreError) in
            try await store.decide(id, verdict, by: editor, comment: comment)
        }
        switch outcome {
        case .success(let approval): return approval
        case .failure(let refusal): throw .approvalRefused(refusal)
        case nil: throw .notFound
        }
    }

    /// A text as it is kept; nil stays nil.
    static func checked(_ text: String?, at pointer: String) throws(ServiceError) -> String? {
        guard let text else { return nil }
        do throws(FreeTextError) { return try ApprovalWords.rule.check(text) } catch {
            throw .invalid([FieldError(pointer, FieldErrorCode(error))])
        }
    }
}
