package import FoundationEssentials

extension ReportDraft {
    /// Checks every field of a submission; all that is wrong is reported at once, in document order. `attachable` are the attachments that
    /// whoever files may have.
    /// Staff file what was called in or said at the counter, and others what was not.
    package static func validate(
        _ submission: ReportSubmission,
        categories: some CategoryLookup,
        attachable: Set<UUID> = [],
        byStaff: Bool = false,
        now: Instant
    ) -> Result<ReportDraft, InvalidFields> {
        var check = DraftValidation(now: now, refused: submission.refused)
        let category = check.category(submission.category, in: categories)
        let description = check.required(submission.description, "/description", max: ReportLimits.description, allowsLines: true)
        check.place(submission)
        let address = check.optional(submission.address, "/address", max: ReportLimits.address)
        let occurredAt = check.time(submission.occurredAt)
        let attributes = check.attributes(submission.attributes, of: category?.category)
        let attachments = check.attachments(submission.attachments, among: attachable)
        // Whoever gives an officer their name has told it to the desk.
        let reporter = submission.reporter.map { check.reporter($0, otherwiseShownTo: byStaff ? .agency : .nobody) }
        let externalID = check.optional(submission.externalID, "/external_id", max: ReportLimits.externalID)
        let channel = check.channel(submission.channel, byStaff: byStaff)

        guard check.errors.isEmpty, let category, let description else { return .failure(InvalidFields(check.errors)) }
        return .success(
            ReportDraft(
                category: category.category,
                treatment: category.treatment,
                description: description,
                pin: submission.effectivePin,
                accuracyM: submission.pin == nil ? nil : submission.accuracyM,
                address: address,
                occurredAt: occurredAt,
                attributes: attributes.filter { !$0.isPrivate }.map { ($0.code, $0.value) },
                privateAttributes: attributes.filter(\.isPrivate).map { ($0.code, $0.value) },
                attachments: attachments,
                reporter: reporter,
                externalID: externalID,
                channel: channel
            )
        )
    }
}

/// Where validation looks up the categories in force.
package protocol CategoryLookup {
    func category(_ code: String) -> Category?
}

/// All fields that were refused, at least one.
package struct InvalidFields: Error, Hashable, Sendable {
    package let errors: [FieldError]

    package init(_ errors: [FieldError]) {
        self.errors = errors
    }
}

struct DraftValidation {
    let now: Instant
    /// On reading already: what follows from that alone is not worth telling.
    private let refused: [FieldError]
    private(set) var errors: [FieldError]

    init(now: Instant, refused: [FieldError]) {
        self.now = now
        self.refused = refused
        errors = refused
    }

    mutating func refuse(_ pointer: String, _ code: FieldErrorCode, _ text: BilingualText? = nil) {
        let follows = refused.contains { known in
            known.pointer == pointer || pointer.hasPrefix(known.pointer + "/")
                || (code == .required && known.pointer.hasPrefix(pointer + "/"))
        }
        if !follows { errors.append(FieldError(pointer, code, text)) }
    }

    mutating func required(_ text: String?, _ pointer: String, max: Int, allowsLines: Bool) -> String? {
        guard let text else {
            refuse(pointer, .required)
            return nil
        }
        return optional(text, pointer, max: max, allowsLines: allowsLines)
    }

    mutating func optional(_ text: String?, _ pointer: String, max: Int, allowsLines: Bool = false) -> String? {
        guard let text else { return nil }
        switch FieldText.check(text, maxScalars: max, allowsLines: allowsLines) {
        case .success(let kept): return kept
        case .failure(let code):
            refuse(pointer, code, code == .tooLong ? .most(characters: max) : nil)
            return nil
        }
    }

    mutating func category(_ code: String?, in categories: some CategoryLookup) -> (category: Category, treatment: Treatment)? {
        guard let code else {
            refuse("/category", .required)
            return nil
        }
        guard PlainCode.isPlausible(code), let category = categories.category(code) else {
            refuse("/category", .unknownCategory)
            return nil
        }
        guard let treatment = category.treatment else {
            refuse("/category", .categoryIsGroup)
            return nil
        }
        return (category, treatment)
    }

    mutating func place(_ submission: ReportSubmission) {
        guard let pin = submission.pin else {
            if submission.address == nil { refuse("/location", .required) }
            return
        }
        if pin.looksSwapped {
            refuse("/location", .coordinatesSwapped)
        } else if !pin.isOnEarth {
            refuse("/location", .outOfRange)
        }
        if let accuracy = submission.accuracyM, !(0...ReportLimits.accuracyM).contains(accuracy) {
            refuse("/location/accuracy_m", .outOfRange)
        }
    }

    mutating func time(_ text: String?) -> Instant? {
        guard let text else { return nil }
        guard let instant = Instant(rfc3339: text) else {
            refuse("/occurred_at", .timeInvalid)
            return nil
        }
        if instant > now.adding(seconds: ReportLimits.clockSkewSeconds) { refuse("/occurred_at", .inFuture) }
        return instant
    }

    mutating func attributes(
        _ values: [(code: String, value: AttributeValue)],
        of category: Category?
    ) -> [(code: String, value: AttributeValue, isPrivate: Bool)] {
        guard let category else { return [] }
        for definition in category.attributes
        where definition.isRequired && !values.contains(where: { PlainCode.isPlausible($0.code) && $0.code == definition.code }) {
            refuse("/attributes/\(definition.code)", .required)
        }
        return values.compactMap { code, value in
            guard PlainCode.isPlausible(code), let definition = category.attributes.first(where: { $0.code == code }) else {
                refuse("/attributes/\(JSONPointer.escape(code))", .unknownField)
                return nil
            }
            switch definition.check(value) {
            case .success(let kept): return (code, kept, definition.isPrivate)
            case .failure(let error):
                refuse("/attributes/\(code)", error)
                return nil
            }
        }
    }

    mutating func attachments(_ ids: [String], among known: Set<UUID>) -> [UUID] {
        switch AttachmentLimits.check(ids, among: known) {
        case .success(let kept): return kept
        case .failure(let fields):
            for error in fields.errors { refuse(error.pointer, error.code) }
            return []
        }
    }

    mutating func reporter(_ sent: ReportSubmission.Reporter, otherwiseShownTo visibility: NameVisibility) -> Reporter {
        Reporter(
            kind: choice(sent.kind, "/reporter/kind") ?? .person,
            name: optional(sent.name, "/reporter/name", max: ReportLimits.name),
            phone: parsed(sent.phone, "/reporter/phone", .phoneInvalid) { try? PhoneNumber($0) },
            email: parsed(sent.email, "/reporter/email", .emailInvalid) { try? EmailAddress($0) },
            showNameTo: choice(sent.showNameTo, "/reporter/show_name_to") ?? visibility
        )
    }

    mutating func channel(_ text: String?, byStaff: Bool) -> Channel {
        if byStaff {
            if text == nil { refuse("/channel", .required) }
            return parsed(text, "/channel", .unknownValue) { text in
                PlainCode.isPlausible(text) ? Channel(rawValue: text).flatMap { $0.isStaffOnly ? $0 : nil } : nil
            } ?? .counter
        }
        let channel: Channel = choice(text, "/channel") ?? .api
        if channel.isStaffOnly { refuse("/channel", .staffOnly) }
        return channel
    }

    private mutating func choice<Choice: RawRepresentable<String>>(_ text: String?, _ pointer: String) -> Choice? {
        parsed(text, pointer, .unknownValue) { PlainCode.isPlausible($0) ? Choice(rawValue: $0) : nil }
    }

    private mutating func parsed<Value>(
        _ text: String?,
        _ pointer: String,
        _ code: FieldErrorCode,
        _ parse: (String) -> Value?
    ) -> Value? {
        guard let text else { return nil }
        guard let value = parse(text) else {
            refuse(pointer, code)
            return nil
        }
        return value
    }
}
