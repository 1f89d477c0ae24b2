import Domain
import Foundation
import JSON
import Services

/// Where an attachment's files are found by whoever is told.
struct AttachmentAddress {
    private let id: UUID
    private let query: (Attachment.Size) -> String

    /// By a permit, for those who may see it.
    init(_ id: UUID, for viewer: Attachment.Viewer, by links: AttachmentLinks, until end: Int64) {
        self.id = id
        query = { size in
            let permit = links.permit(id, size, for: viewer, until: end)
            return "expires=\(permit.expires)&signature=\(permit.signature)"
        }
    }

    /// Of one that anybody may see.
    private init(public attachment: Attachment) {
        id = attachment.id
        query = { _ in "v=\(attachment.tag)" }
    }

    /// As its reporter may see it until then; nil: as anybody may.
    init(_ attachment: Attachment, by links: AttachmentLinks, until end: Int64?) {
        self = end.map { AttachmentAddress(attachment.id, for: .reporter, by: links, until: $0) } ?? AttachmentAddress(public: attachment)
    }

    func path(_ size: Attachment.Size) -> String {
        "/v1/attachments/\(id.uuidString.lowercased())?\(size == .full ? "" : "size=\(size.rawValue)&")\(query(size))"
    }

    func writeMembers(to json: inout JSONWriter, kind: Attachment.Kind) {
        json.member("url", path(.full))
        guard kind == .picture else { return }
        json.dictionary("thumbnails", Attachment.Size.thumbnails.map { ($0.rawValue, path($0)) })
    }
}

/// An attachment of a report.
struct AttachmentBody: JSONWritable {
    let attachment: Attachment
    let address: AttachmentAddress
    /// Whether what is hidden from the public is told.
    var isForStaff = false
    /// Of the entry it is told with, in a timeline: staff's numbers would tell how much between is internal.
    var number: Int?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", attachment.id)
            json.member("content_type", attachment.contentType)
            json.member("bytes", attachment.bytes)
            json.nullable("width", attachment.width)
            json.nullable("height", attachment.height)
            json.member("used_as", attachment.use.rawValue)
            json.nullable("seq", isForStaff ? attachment.seq : number)
            json.member("redacted", attachment.isRedacted)
            if isForStaff { json.array("regions", attachment.regions.map(RegionBody.init)) }
            address.writeMembers(to: &json, kind: attachment.kind)
        }
    }
}

private struct RegionBody: JSONWritable {
    let region: PictureRectangle

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("x", region.x)
            json.member("y", region.y)
            json.member("width", region.width)
            json.member("height", region.height)
        }
    }
}

/// The answer to an upload.
struct UploadedBody: JSONWritable {
    let uploaded: UploadedAttachment
    let address: AttachmentAddress

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", uploaded.id)
            json.member("content_type", uploaded.contentType)
            json.member("bytes", uploaded.bytes)
            json.nullable("width", uploaded.width)
            json.nullable("height", uploaded.height)
            address.writeMembers(to: &json, kind: uploaded.kind)
            json.nullable("suggested_location", uploaded.place.map(PointBody.init))
        }
    }
}
