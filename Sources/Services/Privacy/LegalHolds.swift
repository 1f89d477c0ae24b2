package import Domain
package import Foundation
package import Store

/// Reports whose data are kept whatever their age.
package struct LegalHolds: Sendable {
    private let store: HoldStore

    package init(store: HoldStore) {
        self.store = store
    }

    /// Places a hold. Throws `notFound`, and `invalid` for a reason that cannot be kept.
    package func place(on code: ReportCode, reason: String, by person: PrincipalName, until: Instant?) async throws(ServiceError)
        -> LegalHold
    {
        guard let reason = try Approvals.checked(reason, at: "/reason") else { throw .invalid([FieldError("/reason", .required)]) }
        let hold: LegalHold?
        do {
            hold = try await store.place(on: code, id: .next(), reason: reason, by: person, until: until)
        } catch .violated {
            throw .invalid([FieldError("/until", .outOfRange)])
        } catch {
            throw ServiceError(error)
        }
        guard let hold else { throw .notFound }
        return hold
    }

    /// Lifts a hold. Throws `notFound`.
    package func lift(_ id: UUID, by person: PrincipalName) async throws(ServiceError) {
        guard try await serving({ () async throws(StoreError) in try await store.lift(id, by: person) }) else { throw .notFound }
    }

    /// The holds in force, the newest first.
    package func inForce() async throws(ServiceError) -> [LegalHold] {
        try await serving { () async throws(StoreError) in try await store.inForce() }
    }
}
