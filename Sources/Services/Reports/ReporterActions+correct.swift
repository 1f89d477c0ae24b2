package import Domain
internal import Foundation
internal import Store

extension ReporterActions {
    /// Corrects what nobody has accepted yet, and routes the report anew where place or category are others. In the same way.
    package func correct(
        _ submission: ReportSubmission,
        on code: ReportCode,
        by claim: ReporterClaim
    ) async throws(ServiceError) -> ReportReading.Reading {
        try await check(code, claim)
        let request = ReporterRequest(code: code, claim: Self.asked(claim), key: nil)
        _ = try await counting(code) { () async throws(ServiceError) in
            try await deciding { () async throws(StoreError) in
                try await store.correct(request, at: { Self.pin(submission, $0) }) { read, place in
                    decide(read, .correct, claim, code) { catalog throws(ServiceError) in
                        try corrected(submission, read, place, catalog)
                    }
                }
            }
        }
        return try await reading.ownReading(of: code)
    }

    /// Where the report would be.
    private static func pin(_ submission: ReportSubmission, _ read: ReporterRead) -> Pin? {
        let pin = submission.pin ?? read.content.pin ?? submission.effectivePin
        return pin.flatMap { $0.isNearHanoi ? $0 : nil }
    }

    private func corrected(
        _ submission: ReportSubmission,
        _ read: ReporterRead,
        _ place: PlaceRead,
        _ catalog: ReferenceCatalog
    ) throws(ServiceError) -> ReporterChange {
        let held = read.entries.standing.classification?.category
        let category = catalog.categories.first { $0.id == held }
        let present = ReportCorrection.Present(category: category, hasPin: read.content.pin != nil)
        let correction: ReportCorrection
        switch ReportCorrection.validate(submission, of: present, categories: catalog, now: read.now) {
        case .success(let valid): correction = valid
        case .failure(let fields): throw .invalid(fields.errors)
        }
        // What a category that is gone asked for nobody can tell.
        guard correction.attributes == nil || (correction.category ?? category) != nil else { throw .refused(.categoryRetired) }
        let routing = try routing(correction, of: category, read, place, catalog)
        let course = try Self.course(read, catalog) { course, context throws(SLAFault) in
            try course.correct(to: correction.category, routing: routing?.isNew == true ? routing?.decision : nil, context)
        }
        var written = ReporterChange.Correction()
        written.description = correction.description
        written.address = correction.address
        written.pin = correction.pin
        written.accuracyM = correction.accuracyM
        if let attributes = correction.attributes {
            do {
                written.attributes = (attributes.open, try vault.seal(attributes.sealed, beside: read.content.contact, of: read.id))
            } catch {
                throw .fault("answers cannot be sealed")
            }
        }
        let sensitivity = (correction.category ?? category)?.treatment?.sensitivity ?? .unlisted
        written.routing = routing.map { ($0, sensitivity) }
        return ReporterChange(course: course, catalog: catalog, correction: written)
    }

    /// Where a report belongs whose place or category is another; nil where neither is. What leads to the same unit and desk as before leaves
    /// the report with whoever has it by now.
    private func routing(
        _ correction: ReportCorrection,
        of present: Category?,
        _ read: ReporterRead,
        _ place: PlaceRead,
        _ catalog: ReferenceCatalog
    ) throws(ServiceError) -> Rerouting? {
        guard correction.pin != nil || correction.category != nil else { return nil }
        guard let category = correction.category ?? present else { throw .refused(.categoryRetired) }
        let pin = correction.pin ?? read.content.pin
        var location: UnitLocation?
        if pin != nil {
            guard let version = place.boundaryVersion else { throw .notReady("not set up: boundaries") }
            location = UnitLocation.resolve(
                catalog.nearby(place.nearby),
                accuracyM: correction.pin == nil ? read.content.accuracyM : correction.accuracyM,
                approximate: version.isApproximate
            )
            if location == nil { throw .outsideArea }
        }
        let decision = catalog.routing.decide(category, at: location, by: place.boundaryVersion)
        let desk = decision.standsInFor ?? decision.agency
        return Rerouting(decision, isNew: decision.unit?.id != read.content.routed.unit || desk.id != read.content.routed.desk)
    }
}
