import Domain
import JSON
import Services

/// What may be about the same thing as a report, and what is answered with it.
struct DuplicatesBody: JSONWritable {
    let found: StaffReports.Duplicates
    let language: Language
    let links: AttachmentLinks
    /// Until when links hold.
    let end: Int64

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.array("items", found.candidates.map { DuplicateCandidateBody(candidate: $0, language: language, links: links, end: end) })
            json.nullable("group", found.group.map(GroupBody.init))
        }
    }
}

/// With enough of it to decide.
private struct DuplicateCandidateBody: JSONWritable {
    let candidate: DuplicateCandidate
    let language: Language
    let links: AttachmentLinks
    let end: Int64

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.writeBanner(isPractice: candidate.view.isPractice, language)
            json.member("version", candidate.view.version)
            candidate.view.writeMembers(to: &json, language)
            json.member("excerpt", candidate.excerpt)
            json.nullable("distance_m", candidate.distanceM.map { $0.rounded() })
            json.member("likeness", (candidate.likeness * 100).rounded() / 100)
            json.member("score", (candidate.score * 100).rounded() / 100)
            json.array(
                "attachments",
                candidate.view.attachments.map { attachment in
                    let address = AttachmentAddress(attachment.id, for: .staff, by: links, until: end)
                    return AttachmentBody(attachment: attachment, address: address, isForStaff: true)
                }
            )
        }
    }
}

private struct GroupBody: JSONWritable {
    let group: DuplicateGroup

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("original", group.original)
            json.array("duplicates", group.duplicates)
            json.member("followers", group.followers)
        }
    }
}
