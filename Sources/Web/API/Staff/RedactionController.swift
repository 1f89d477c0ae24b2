import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// Hides parts of pictures from the public.
struct RedactionController {
    let redactions: PictureRedactions
    let staff: StaffController

    /// `POST /v1/staff/attachments/{id}/redact`, an action on the report that the picture is of.
    @Sendable func redact(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        guard let id = UUID(attachment: context.parameters.get("id") ?? "") else { throw Problem(.notFound) }
        let versions = try IfMatch.versions(request)
        let regions = try await JSONObjectReader.whole(request, Self.regions)
        let reading = try await redactions.redact(id, regions, by: context.principal, expecting: versions)
        return staff.answer(reading, to: request, context)
    }

    private static func regions(_ reader: inout JSONObjectReader) -> [PictureRectangle]? {
        let regions = reader.objects("regions", most: AttachmentLimits.regions) { region -> PictureRectangle? in
            let names = ["x", "y", "width", "height"]
            let numbers = names.map { name -> Int? in
                let number = region.integer(name)
                if number == nil, !region.refused(name) { region.require(name) }
                return number
            }.compactMap(\.self)
            guard numbers.count == names.count else { return nil }
            return PictureRectangle(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
        }
        if regions == nil, !reader.refused("regions") { reader.require("regions") }
        return regions
    }
}
