package import FoundationEssentials

extension AttachmentLimits {
    /// The attachments that a report or message names, each known and named once; all that is wrong is told at once.
    package static func check(_ ids: [String], among known: Set<UUID>) -> Result<[UUID], InvalidFields> {
        var errors = ids.count > perEntry ? [FieldError("/attachments", .tooMany)] : []
        var kept: [UUID] = []
        for (index, text) in ids.prefix(perEntry).enumerated() {
            let id = UUID(attachment: text)
            if let id, kept.contains(id) {
                errors.append(FieldError("/attachments/\(index)", .taken))
            } else if let id, known.contains(id) {
                kept.append(id)
            } else {
                errors.append(FieldError("/attachments/\(index)", .attachmentUnknown))
            }
        }
        return errors.isEmpty ? .success(kept) : .failure(InvalidFields(errors))
    }
}
