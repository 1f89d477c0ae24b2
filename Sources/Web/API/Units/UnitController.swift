import Domain
import Foundation
import Hummingbird
import Services

/// Units, where they lie, and who is responsible at a place.
struct UnitController {
    let units: UnitDirectory

    /// `GET /v1/units?at=&limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: APIContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["at", "limit", "cursor"])
        let day = query.day(today: .today)
        let limit = query.limit()
        let after = query.cursor(UnitCursor.code)
        try query.check()
        let (all, epoch) = try await units.units(on: day)
        let rest = all.filter { unit in after.map { unit.code > $0 } ?? true }
        let page = Array(rest.prefix(limit))
        let next = rest.count > limit ? page.last.map { UnitCursor.text($0.code) } : nil
        let links = next.map { ["</v1/units?at=\(day)&limit=\(limit)&cursor=\($0)>; rel=\"next\""] } ?? []
        if Answer.wantsGeoJSON(request) {
            let known = try await units.outlines(of: page, on: day)
            let features = page.map { unit in
                let body = UnitDetailsBody(unit, committee: nil, boundaryVersion: known?.boundaryVersion, context.language)
                return (unit: body, outline: known?.outlines[unit.id])
            }
            return Answer.bytes(
                UnitFeatures.collection(features),
                to: request,
                context,
                type: UnitFeatures.mediaType,
                links: links
            )
        }
        let items = page.map { UnitDetailsBody($0, committee: nil, context.language) }
        return Answer.json(
            ListBody(items: items, next: next),
            to: request,
            context,
            tag: "\(epoch)-\(day)-public",
            links: links
        )
    }

    /// `GET /v1/units/{code}?at=`
    @Sendable func unit(_ request: Request, _ context: APIContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["at"])
        let day = query.day(today: .today)
        try query.check()
        let (unit, committee, epoch) = try await units.unit(context.parameters.get("code")?.removingPercentEncoding ?? "", on: day)
        guard Answer.wantsGeoJSON(request) else {
            let body = UnitDetailsBody(unit, committee: committee, context.language)
            return Answer.json(body, to: request, context, tag: "\(epoch)-\(day)-public")
        }
        let known = try await units.outlines(of: [unit], on: day)
        let body = UnitDetailsBody(unit, committee: committee, boundaryVersion: known?.boundaryVersion, context.language)
        let tag = "\(epoch)-\(day)-\(known?.boundaryVersion.id.uuidString.lowercased() ?? "none")-geojson"
        return Answer.bytes(
            UnitFeatures.feature(body, known?.outlines[unit.id]),
            to: request,
            context,
            tag: tag,
            type: UnitFeatures.mediaType
        )
    }

    /// `GET /v1/units/locate?lat=&lon=&at=`
    @Sendable func locate(_ request: Request, _ context: APIContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["lat", "lon", "at"])
        let day = query.day(today: .today)
        let pin = query.pin()
        try query.check()
        let place = try await units.locate(pin, on: day)
        return Answer.json(PlaceBody(place, context.language), to: request, context)
    }
}

/// The place in a list of units: the code of the last one seen.
private enum UnitCursor {
    static func text(_ code: String) -> String {
        "u\(code)"
    }

    static func code(_ text: String) -> String? {
        let code = text.dropFirst()
        return text.first == "u" && code.utf8.count == 5 && code.utf8.allSatisfy { (0x30...0x39).contains($0) } ? String(code) : nil
    }
}
