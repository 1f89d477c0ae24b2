package import FoundationEssentials

/// Bounds of what a policy may say.
package enum PolicyLimits {
    /// Of a code, in bytes.
    package static let code = 40
    /// Of a name, in scalars.
    package static let name = 100
    /// Of a legal basis, in scalars.
    package static let legalBasis = 500
    /// Of any amount of time, in working seconds: a year around the clock.
    package static let seconds = 1...31_536_000
    /// Of what a working day is worth.
    package static let nominalDaySeconds = 1...86_400
    /// Of warnings, in percent: what is used up is beyond warning.
    package static let warnPercent = 1...99
    /// Of escalations, in percent.
    package static let escalatePercent = 1...1_000
    /// Of either list.
    package static let levels = 10
    /// Of the share of the limit that a reopening leaves.
    package static let reopeningPercent = 0...100
}

extension SLAPolicy {
    /// The policy a submission describes, or everything that is wrong with it as written, in document order; `surroundingFaults` says
    /// whether it fits in with the rest. `id` and `version` are the new version's.
    package static func check(
        _ submission: PolicySubmission,
        id: UUID,
        version: Int,
        against catalog: ReferenceCatalog
    ) -> Result<SLAPolicy, InvalidFields> {
        var check = FieldCheck(refused: submission.refused)
        let code = check.code(submission.code)
        let nameVi = check.text(submission.nameVi, "/name/vi", max: PolicyLimits.name)
        let nameEn = check.text(submission.nameEn, "/name/en", max: PolicyLimits.name)
        let scope = check.scope(submission.scope, catalog)
        let calendar = check.calendar(submission.calendar, catalog)
        let nominalDay = check.number(submission.nominalDaySeconds, "/nominal_day_s", PolicyLimits.nominalDaySeconds)
        let starts = check.value(submission.resolveStarts, "/resolve_starts", ResolveStart.init)
        let acknowledge = check.limit(submission.acknowledge, "/acknowledge")
        let resolve = check.limit(submission.resolve, "/resolve")
        let handle = check.number(submission.handleSeconds, "/handle_s", PolicyLimits.seconds)
        let levels = check.levels(submission)
        let percent = check.number(submission.reopeningPercent, "/reopening/percent", PolicyLimits.reopeningPercent)
        let least = check.number(submission.reopeningLeastSeconds, "/reopening/least_s", PolicyLimits.seconds)

        guard check.errors.isEmpty, let code, let nameVi, let nameEn, let calendar, let acknowledge, let resolve else {
            return .failure(InvalidFields(check.errors))
        }
        return .success(
            SLAPolicy(
                id: id,
                code: code,
                version: version,
                nameVi: nameVi,
                nameEn: nameEn,
                scope: scope,
                acknowledge: acknowledge,
                resolve: resolve,
                handleSeconds: handle.map(Int64.init),
                calendarKey: calendar.code,
                resolveStarts: starts ?? .acknowledge,
                nominalDaySeconds: nominalDay.map(Int64.init) ?? calendar.calendar.definition.nominalDaySeconds,
                levels: levels,
                reopening: ReopenTarget(
                    percent: percent ?? ReopenTarget.standard.percent,
                    minimumSeconds: least.map(Int64.init) ?? ReopenTarget.standard.minimumSeconds
                )
            )
        )
    }
}

private struct FieldCheck {
    private(set) var errors: [FieldError]

    init(refused: [FieldError]) {
        errors = refused
    }

    /// What follows from a field that could not be read is not worth telling.
    mutating func refuse(_ pointer: String, _ code: FieldErrorCode) {
        let follows = errors.contains { known in
            known.pointer == pointer || pointer.hasPrefix(known.pointer + "/")
                || (code == .required && known.pointer.hasPrefix(pointer + "/"))
        }
        if !follows { errors.append(FieldError(pointer, code)) }
    }

    mutating func code(_ code: String?) -> String? {
        guard let code else {
            refuse("/code", .required)
            return nil
        }
        guard SLAPolicy.isCode(code) else {
            refuse("/code", .codeInvalid)
            return nil
        }
        return code
    }

    mutating func text(_ text: String?, _ pointer: String, max: Int, isRequired: Bool = true) -> String? {
        guard let text else {
            if isRequired { refuse(pointer, .required) }
            return nil
        }
        switch FieldText.check(text, maxScalars: max, allowsLines: false) {
        case .success(let kept): return kept
        case .failure(let code):
            refuse(pointer, code)
            return nil
        }
    }

    mutating func number(_ number: Int?, _ pointer: String, _ range: ClosedRange<Int>, isRequired: Bool = false) -> Int? {
        guard let number else {
            if isRequired { refuse(pointer, .required) }
            return nil
        }
        guard range.contains(number) else {
            refuse(pointer, .outOfRange)
            return nil
        }
        return number
    }

    mutating func value<Value>(_ text: String?, _ pointer: String, _ read: (String) -> Value?) -> Value? {
        guard let text else { return nil }
        guard PlainCode.isPlausible(text), let value = read(text) else {
            refuse(pointer, .unknownValue)
            return nil
        }
        return value
    }

    mutating func scope(_ scope: PolicySubmission.Scope, _ catalog: ReferenceCatalog) -> SLAPolicy.Scope {
        var category: String?
        if let code = scope.category {
            category = PlainCode.isPlausible(code) ? catalog.category(code)?.code : nil
            if category == nil { refuse("/scope/category", .unknownCategory) }
        }
        return SLAPolicy.Scope(
            category: category,
            severity: value(scope.severity, "/scope/severity", Severity.init),
            unit: value(scope.unit, "/scope/unit") { catalog.presentUnit($0)?.id }
        )
    }

    mutating func calendar(_ code: String?, _ catalog: ReferenceCatalog) -> PublishedCalendar? {
        if code == nil { refuse("/calendar", .required) }
        return value(code, "/calendar") { catalog.calendars[$0] }
    }

    /// What somebody has signed says what was signed.
    mutating func limit(_ limit: PolicySubmission.Limit, _ pointer: String) -> SLAPolicy.Limit? {
        let seconds = number(limit.seconds, "\(pointer)/target_s", PolicyLimits.seconds, isRequired: true)
        let confirmed = limit.confirmed ?? false
        let basis = text(limit.legalBasis, "\(pointer)/legal_basis", max: PolicyLimits.legalBasis, isRequired: confirmed)
        return seconds.map { SLAPolicy.Limit(seconds: Int64($0), legalBasis: basis, confirmed: confirmed) }
    }

    mutating func levels(_ submission: PolicySubmission) -> SLALevels {
        let standard = SLALevels.standard
        return SLALevels(
            warnings: warnings(submission.warnings) ?? standard.warnings,
            escalations: escalations(submission.escalations) ?? standard.escalationRanks
        )
    }

    private mutating func warnings(_ percents: [Int]?) -> [Int]? {
        guard let percents, isShort(percents, "/levels/warn") else { return nil }
        rising(percents, PolicyLimits.warnPercent) { "/levels/warn/\($0)" }
        return percents
    }

    /// Nobody hears of it later than an office below.
    private mutating func escalations(_ escalations: [PolicySubmission.Escalation]?) -> [Int: EscalationRank]? {
        guard let escalations, isShort(escalations, "/levels/escalate") else { return nil }
        rising(escalations.map(\.percent), PolicyLimits.escalatePercent) { "/levels/escalate/\($0)/percent" }
        var ranks: [Int: EscalationRank] = [:]
        var highest = EscalationRank.unitAdmin
        for (index, escalation) in escalations.enumerated() {
            let pointer = "/levels/escalate/\(index)/to"
            if escalation.rank == nil { refuse(pointer, .required) }
            guard let rank = value(escalation.rank, pointer, EscalationRank.init), let percent = escalation.percent else { continue }
            if rank < highest { refuse(pointer, .unsorted) }
            highest = max(rank, highest)
            ranks[percent] = rank
        }
        return ranks
    }

    private mutating func isShort(_ list: [some Any], _ pointer: String) -> Bool {
        if list.count > PolicyLimits.levels { refuse(pointer, .tooMany) }
        return list.count <= PolicyLimits.levels
    }

    /// Each larger than the one before: a list in another order, or with one twice, was meant to be something else.
    private mutating func rising(_ percents: [Int?], _ range: ClosedRange<Int>, _ pointer: (Int) -> String) {
        var last = 0
        for (index, percent) in percents.enumerated() {
            guard let percent = number(percent, pointer(index), range, isRequired: true) else { continue }
            if percent <= last { refuse(pointer(index), .unsorted) }
            last = max(last, percent)
        }
    }
}

extension SLAPolicy {
    /// Lower-case Latin letters, digits and hyphens, a letter first. `simulate` is the name of something else that stands beside policies
    /// in addresses.
    package static func isCode(_ text: String) -> Bool {
        guard text != "simulate", let first = text.utf8.first, text.utf8.count <= PolicyLimits.code else { return false }
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return letters.contains(first)
            && text.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-") }
    }
}
