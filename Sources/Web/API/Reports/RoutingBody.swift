import Domain
import JSON

/// How the responsible unit was found, with everything its reporter may know.
struct RoutingBody: JSONWritable {
    let routing: RoutingDecision
    let language: Language

    init(_ routing: RoutingDecision, _ language: Language) {
        self.routing = routing
        self.language = language
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("method", routing.method.rawValue)
            json.member("confidence", routing.confidence.rawValue)
            json.nullable("boundary_version", routing.boundaryVersion.map(BoundaryVersionBody.init))
            json.nullable("distance_to_border_m", routing.distanceToBorderM?.metres)
            json.array("candidates", routing.candidates.map { CandidateBody($0, language) })
            json.nullable("advice", routing.advice?[language])
        }
    }
}

/// The same for the public: with a snapped pin, distance and candidates would give the exact place away.
struct PublicRoutingBody: JSONWritable {
    let view: ReportView

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("method", view.method.rawValue)
            json.member("confidence", view.confidence?.rawValue)
            // A unit that a desk has named comes from no boundaries.
            json.nullable("boundary_version", view.method == .manual ? nil : view.boundaryVersion.map(BoundaryVersionBody.init))
        }
    }
}
