/// Whose data a request is about, and who asks: by at least one of phone, address and report, or nothing of these where a citizen asks who has
/// signed in. Printing it never shows it.
package struct DataSubject: Hashable, Sendable {
    package let name: String?
    package let phone: PhoneNumber?
    package let email: EmailAddress?
    package let report: ReportCode?
    /// What they ask for, in words.
    package let details: String?

    package init(name: String?, phone: PhoneNumber?, email: EmailAddress?, report: ReportCode?, details: String?) {
        self.name = name
        self.phone = phone
        self.email = email
        self.report = report
        self.details = details
    }
}

extension DataSubject: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name of the type.
    package var description: String { "DataSubject" }
    /// The name of the type.
    package var debugDescription: String { description }
    /// Without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A request as it was sent: types are right, nothing else is checked.
package struct DataRequestSubmission: Sendable {
    package var kind: String?
    package var receivedAt: String?
    package var name: String?
    package var phone: String?
    package var email: String?
    package var report: String?
    package var details: String?
    /// A citizen asks who has signed in: about themselves.
    package var isOwn = false
    /// Fields that were refused on reading.
    package var refused: [FieldError] = []

    /// Says nothing.
    package init() {}
}

extension DataRequestSubmission {
    /// What was received, and when (nil: now); all that is wrong is reported at once.
    package func check(now: Instant) -> Result<(kind: DataRequestKind, receivedAt: Instant, subject: DataSubject), InvalidFields> {
        var errors = refused
        func known<Value>(_ text: String?, _ pointer: String, _ code: FieldErrorCode, _ read: (String) -> Value?) -> Value? {
            guard let text else { return nil }
            let value = read(text)
            if value == nil { errors.append(FieldError(pointer, code)) }
            return value
        }
        func words(_ text: String?, _ pointer: String, max: Int, lines: Bool) -> String? {
            guard let text else { return nil }
            switch FieldText.check(text, maxScalars: max, allowsLines: lines) {
            case .success(let kept): return kept
            case .failure(let code): errors.append(FieldError(pointer, code))
            }
            return nil
        }
        let kind = known(self.kind, "/kind", .unknownValue) { PlainCode.isPlausible($0) ? DataRequestKind(rawValue: $0) : nil }
        if self.kind == nil, !errors.contains(where: { $0.pointer == "/kind" || $0.pointer.isEmpty }) {
            errors.append(FieldError("/kind", .required))
        }
        let receivedAt = known(self.receivedAt, "/received_at", .timeInvalid, Instant.init(rfc3339:)) ?? now
        if receivedAt > now { errors.append(FieldError("/received_at", .inFuture)) }
        let subject = DataSubject(
            name: words(name, "/requester/name", max: ReportLimits.name, lines: false),
            phone: known(phone, "/requester/phone", .phoneInvalid) { try? PhoneNumber($0) },
            email: known(email, "/requester/email", .emailInvalid) { try? EmailAddress($0) },
            report: known(report, "/requester/report", .unknownValue) {
                if case .code(let code) = ReportCode.read($0) { code } else { nil }
            },
            details: words(details, "/details", max: ReportLimits.actionText, lines: true)
        )
        if !isOwn, phone == nil, email == nil, report == nil, errors.isEmpty { errors.append(FieldError("/requester", .required)) }
        guard errors.isEmpty, let kind else { return .failure(InvalidFields(errors)) }
        return .success((kind, receivedAt, subject))
    }
}
