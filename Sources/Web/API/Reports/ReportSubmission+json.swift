import Domain
import JSON

extension ReportSubmission {
    /// Reads the body of a filing; every member of a wrong type and every unknown one is reported at once.
    static func read(_ json: JSONValue) throws -> ReportSubmission {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        var reader = JSONObjectReader(members)
        var submission = ReportSubmission()
        submission.category = reader.string("category")
        submission.description = reader.string("description")
        submission.readLocation(&reader)
        submission.address = reader.string("address")
        submission.occurredAt = reader.string("occurred_at")
        submission.readAttributes(&reader)
        submission.attachments = reader.strings("attachments") ?? []
        submission.reporter = reader.object("reporter") { reporter in
            Reporter(
                kind: reporter.string("kind"),
                name: reporter.string("name"),
                phone: reporter.string("phone"),
                email: reporter.string("email"),
                showNameTo: reporter.string("show_name_to")
            )
        }
        submission.externalID = reader.string("external_id")
        submission.channel = reader.string("channel")
        reader.finish()
        submission.refused = Array(reader.errors.prefix(Problem.mostErrors))
        return submission
    }

    /// Reads what of a report is to be corrected, in the same way; something has to be.
    static func readCorrection(_ json: JSONValue) throws -> ReportSubmission {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        guard members.contains(where: { $0.value != .null }) else { throw Problem(.invalidFields, errors: [FieldError("", .required)]) }
        var reader = JSONObjectReader(members)
        var submission = ReportSubmission()
        submission.category = reader.string("category")
        submission.description = reader.string("description")
        submission.readLocation(&reader)
        submission.address = reader.string("address")
        submission.readAttributes(&reader)
        reader.finish()
        submission.refused = Array(reader.errors.prefix(Problem.mostErrors))
        return submission
    }

    private mutating func readLocation(_ reader: inout JSONObjectReader) {
        let place: (pin: Pin, accuracyM: Double?)? = reader.object("location") { location in
            let latitude = location.number("lat")
            let longitude = location.number("lon")
            let accuracy = location.number("accuracy_m")
            if latitude == nil, !location.refused("lat") { location.require("lat") }
            if longitude == nil, !location.refused("lon") { location.require("lon") }
            guard let latitude, let longitude else { return nil }
            return (Pin(latitude: latitude, longitude: longitude), accuracy)
        }
        pin = place?.pin
        accuracyM = place?.accuracyM
    }

    private mutating func readAttributes(_ reader: inout JSONObjectReader) {
        attributes = (reader.members("attributes") ?? []).map { ($0.name, AttributeValue($0.value)) }
    }
}

extension AttributeValue {
    fileprivate init(_ json: JSONValue) {
        switch json {
        case .string(let text): self = .text(text)
        case .integer(let integer): self = .integer(integer)
        case .number(let number): self = .number(number)
        case .boolean(let boolean): self = .boolean(boolean)
        case .null, .array, .object: self = .unsupported
        }
    }
}
