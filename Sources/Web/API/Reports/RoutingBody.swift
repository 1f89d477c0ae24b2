import Domain

/// How the responsible unit was found. Distance and candidates are for the reporter only: with a snapped pin they would
/// give the exact place away.
struct RoutingBody: Encodable {
    let method: String
    let confidence: String?
    let boundaryVersion: Nullable<BoundaryVersionBody>
    let distanceToBorderM: Nullable<Double>?
    let candidates: [CandidateBody]?
    let advice: Nullable<String>?

    /// Everything, for the reporter.
    init(_ routing: RoutingDecision, _ language: Language) {
        method = routing.method.rawValue
        confidence = routing.confidence.rawValue
        boundaryVersion = Nullable(routing.boundaryVersion.map(BoundaryVersionBody.init))
        distanceToBorderM = Nullable(routing.distanceToBorderM?.metres)
        candidates = routing.candidates.map { CandidateBody($0, language) }
        advice = Nullable(routing.advice?[language])
    }

    /// What the public sees.
    init(_ view: ReportView) {
        method = view.method.rawValue
        confidence = view.confidence?.rawValue
        boundaryVersion = Nullable(view.boundaryVersion.map(BoundaryVersionBody.init))
        distanceToBorderM = nil
        candidates = nil
        advice = nil
    }
}
