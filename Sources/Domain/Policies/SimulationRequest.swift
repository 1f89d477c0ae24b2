package import FoundationEssentials

/// What a simulation is asked for, before any check.
package struct SimulationSubmission: Sendable {
    package var policy: PolicySubmission?
    package var reports: Int?
    package var from: String?
    package var to: String?
    package var unit: String?
    package var category: String?
    /// What could not even be read.
    package var refused: [FieldError] = []

    /// Nothing asked yet.
    package init() {}
}

/// Which past reports a policy is tried on: the last so many of those it would have been chosen for (R6).
package struct SimulationRequest: Sendable {
    /// How many there may be.
    package static let reports = 1...5_000
    /// How many there are unless told.
    package static let standardReports = 1_000

    /// The policy as it would be in force.
    package let policy: SLAPolicy
    /// At most so many.
    package let reports: Int
    /// Filed at or after; nil: since ever.
    package let from: Instant?
    /// Filed before; nil: until now.
    package let to: Instant?
    /// Of this unit only.
    package let unit: UUID?
    /// Of this category only, or of those below it.
    package let category: String?

    /// The request, or everything that is wrong with it. A policy that says the same as the one in force is no fault here.
    package static func check(
        _ submission: SimulationSubmission,
        id: UUID,
        against catalog: ReferenceCatalog,
        at now: Instant
    ) -> Result<SimulationRequest, InvalidFields> {
        var errors = submission.refused
        var policy: SLAPolicy?
        if let submitted = submission.policy {
            let version = submitted.code.flatMap { catalog.policy($0)?.version } ?? 0
            switch SLAPolicy.check(submitted, id: id, version: version + 1, against: catalog) {
            case .success(let sound):
                policy = sound
                errors += sound.surroundingFaults(in: catalog, at: now).filter { $0.code != .unchanged }.map { $0.below("/policy") }
            case .failure(let fields): errors += fields.errors.map { $0.below("/policy") }
            }
        } else if errors.isEmpty {
            errors.append(FieldError("/policy", .required))
        }
        func read<Value>(_ text: String?, _ pointer: String, _ code: FieldErrorCode, _ read: (String) -> Value?) -> Value? {
            guard let text else { return nil }
            let value = PlainCode.isPlausible(text) ? read(text) : nil
            if value == nil { errors.append(FieldError(pointer, code)) }
            return value
        }
        let reports = submission.reports ?? standardReports
        if !Self.reports.contains(reports) { errors.append(FieldError("/reports", .outOfRange)) }
        let from = read(submission.from, "/from", .timeInvalid, Instant.init(dayOrTime:))
        let to = read(submission.to, "/to", .timeInvalid, Instant.init(dayOrTime:))
        if let from, let to, from >= to { errors.append(FieldError("/to", .outOfRange)) }
        let unit = read(submission.unit, "/unit", .unknownValue) { catalog.presentUnit($0)?.id }
        let category = read(submission.category, "/category", .unknownCategory) { catalog.category($0)?.code }
        guard errors.isEmpty, let policy else { return .failure(InvalidFields(errors)) }
        return .success(
            SimulationRequest(policy: policy, reports: reports, from: from, to: to, unit: unit, category: category)
        )
    }
}

extension FieldError {
    /// The same fault of a value that stands at a place of a larger document.
    package func below(_ place: String) -> FieldError { FieldError(place + pointer, code) }
}

extension Instant {
    /// RFC 3339, or a date: midnight in Hanoi.
    package init?(dayOrTime text: String) {
        if let date = CivilDate(text) {
            self = date.midnight(utcOffsetSeconds: HanoiDay.utcOffsetSeconds)
        } else {
            self.init(rfc3339: text)
        }
    }
}
