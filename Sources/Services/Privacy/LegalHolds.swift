package import Domain
package import Foundation
package import Store

/// Reports whose data are kept whatever their age.
package struct LegalHolds: Sendable {
    private let store: HoldStore

    package init(store: HoldStore) {
        self.store = store
    }

    /// Places a hold, once for each id: the same again is told what was placed. Throws `invalid` for a report there is not, a reason that
    /// cannot be kept and an end that is past, and `keyReused` for an id that was used for another.
    package func place(
        _ id: UUID,
        on code: ReportCode,
        reason: String,
        by editor: Editor,
        until: Instant?
    ) async throws(ServiceError) -> (hold: LegalHold, isReplay: Bool) {
        let reason = try Self.checked(reason)
        let placement: HoldPlacement
        do {
            placement = try await store.place(on: code, id: id, reason: reason, by: editor, until: until)
        } catch .violated {
            throw .invalid([FieldError("/until", .outOfRange)])
        } catch {
            throw ServiceError(error)
        }
        switch placement {
        case .placed(let hold): return (hold, false)
        case .replayed(let hold): return (hold, true)
        case .idTaken: throw .keyReused
        case .unknownReport: throw .invalid([FieldError("/report", .unknownValue)])
        }
    }

    /// Lifts a hold; a repetition changes nothing. Throws `notFound`, and `invalid` for a reason that cannot be kept.
    @discardableResult
    package func lift(_ id: UUID, reason: String, by editor: Editor) async throws(ServiceError) -> LegalHold {
        let reason = try Self.checked(reason)
        let hold = try await serving { () async throws(StoreError) in try await store.lift(id, reason: reason, by: editor) }
        guard let hold else { throw .notFound }
        return hold
    }

    /// A hold. Throws `notFound`.
    package func hold(_ id: UUID) async throws(ServiceError) -> LegalHold {
        let hold = try await serving { () async throws(StoreError) in try await store.hold(id) }
        guard let hold else { throw .notFound }
        return hold
    }

    /// The newest first, at most `limit`, after one of them if told, of one report if told; those in force alone unless `all` are asked for.
    package func list(
        all: Bool = false,
        of report: ReportCode? = nil,
        after last: UUID? = nil,
        limit: Int
    ) async throws(ServiceError) -> [LegalHold] {
        try await serving { () async throws(StoreError) in try await store.list(all: all, of: report, after: last, limit: limit) }
    }

    private static func checked(_ reason: String) throws(ServiceError) -> String {
        guard let reason = try Approvals.checked(reason, at: "/reason") else { throw .invalid([FieldError("/reason", .required)]) }
        return reason
    }
}
