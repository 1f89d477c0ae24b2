import Domain
import Foundation
import JSON

/// What somebody of staff asks to have done to a report.
struct ActionOrder: Sendable {
    let command: ReportCommand
    let texts: [ActionText]
    let files: ActionFiles
    /// Whether an accepted report is published with it.
    let publishes: Bool

    /// Reads `{"action": …}`; which other members there are, and which there have to be, depends on the action. All that is wrong is
    /// reported at once. `account`: whose order it is.
    static func read(_ json: JSONValue, of account: UUID) throws -> ActionOrder {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        switch read(members, at: "", of: account) {
        case .success(let order): return order
        case .failure(let fields): throw Problem(.invalidFields, errors: Array(fields.errors.prefix(Problem.mostErrors)))
        }
    }

    /// The same of members at a place in a document.
    static func read(_ members: [JSONValue.Member], at pointer: String, of account: UUID) -> Result<ActionOrder, InvalidFields> {
        var reader = ActionReader(members: JSONObjectReader(members, at: pointer), account: account)
        let command = reader.command()
        guard let command, reader.members.errors.isEmpty else { return .failure(InvalidFields(reader.members.errors)) }
        return .success(ActionOrder(command: command, texts: reader.texts, files: reader.files, publishes: reader.publishes))
    }

    /// Parts that may be kept at once.
    static let mostKept = 50

    /// The actions that can be asked for.
    static let actions: [ReportAction] = [
        .acknowledge, .assign, .start, .requestInformation, .pause, .resume, .requestOpinion, .giveOpinion, .extend, .transfer, .decline,
        .escalate,
        .resolve, .approve, .sendBack, .refuse, .markDuplicate, .unmerge, .classify, .relocate, .note, .publish, .withhold,
        .reopen, .undo,
    ]
}

private struct ActionReader {
    private(set) var members: JSONObjectReader
    private(set) var texts: [ActionText] = []
    private(set) var files = ActionFiles()
    private(set) var publishes = false
    private let account: UUID

    init(members: JSONObjectReader, account: UUID) {
        self.members = members
        self.account = account
    }

    /// nil only with errors. Of an action that is not known nobody can say which members it has.
    mutating func command() -> ReportCommand? {
        guard let action = choice("action", of: ReportAction.self), ActionOrder.actions.contains(action) else {
            if members.errors.isEmpty { members.refuse("action", .unknownValue) }
            return nil
        }
        let command = command(action)
        members.finish()
        return command
    }

    private mutating func command(_ action: ReportAction) -> ReportCommand? {
        switch action {
        case .acknowledge:
            publishes = members.boolean("publish") ?? false
            return .acknowledge
        case .assign: return assignment().map(ReportCommand.assign)
        case .start: return .start
        case .requestInformation: return saying("message", .message, .requestInformation)
        case .pause: return choice("reason", of: PauseReason.self).map(ReportCommand.pause)
        case .resume: return .resume
        case .requestOpinion:
            text("question", .question)
            return id("agency").map { .requestOpinion(agency: $0) }
        case .giveOpinion: return saying("text", .opinion, .giveOpinion)
        case .extend:
            text("reason", .reason)
            return workingSeconds().map { .extend(seconds: $0) }
        case .transfer:
            text("reason", .reason)
            return destination().map(ReportCommand.transfer)
        case .decline: return saying("reason", .reason, .decline)
        case .escalate: return saying("reason", .reason, isRequired: false, .escalate)
        case .resolve:
            text("summary", .summary)
            tellPublic()
            files = ActionFiles(evidence: evidence(), documents: documents())
            return .resolve
        case .approve: return .approve
        case .sendBack: return saying("reason", .reason, isRequired: false, .sendBack)
        case .refuse: return refusal()
        case .markDuplicate: return original().map { .markDuplicate(of: $0) }
        case .unmerge: return .unmerge
        case .classify: return classification()
        case .relocate: return place().map(ReportCommand.relocate)
        case .note: return saying("text", .note, .note)
        case .publish: return .publish(keeping: Set(parts("keep") ?? []), hiding: parts("hide"))
        case .withhold: return saying("reason", .reason, .withhold)
        case .reopen: return saying("reason", .reason, .reopen)
        case .undo: return .undo
        case .correct, .message, .withdraw, .feedback, .dispute, .follow, .flag, .reroute, .retarget,
            .resumeAutomatically, .close:
            return nil
        }
    }

    private mutating func saying(
        _ name: String,
        _ role: ActionText.Role,
        isRequired: Bool = true,
        _ command: ReportCommand
    ) -> ReportCommand {
        text(name, role, isRequired: isRequired)
        return command
    }

    private mutating func text(_ name: String, _ role: ActionText.Role, isRequired: Bool = true) {
        guard let raw = isRequired ? required(name, { $0.string(name) }) : members.string(name) else { return }
        switch ActionText.check(raw, as: role) {
        case .success(let text): texts.append(text)
        case .failure(let code): members.refuse(name, code, code == .tooLong ? .most(characters: role.longest) : nil)
        }
    }

    /// The answer is for everybody if the desk says so.
    private mutating func tellPublic() {
        if members.boolean("tell_public") ?? false { texts = texts.map(\.forPublic) }
    }

    /// Parts of what was reported, as `redactions` has them.
    private mutating func parts(_ name: String) -> [Range<Int>]? {
        members.objects(name, most: ActionOrder.mostKept) { part -> Range<Int>? in
            let (from, to) = (part.integer("from"), part.integer("to"))
            for (name, value) in [("from", from), ("to", to)] where value == nil && !part.refused(name) { part.require(name) }
            guard let from, let to else { return nil }
            if from < 0 { part.refuse("from", .outOfRange) }
            if to <= from { part.refuse("to", .outOfRange) }
            return from >= 0 && from < to ? from..<to : nil
        }
    }

    /// Pictures, each once.
    private mutating func evidence(isRequired: Bool = false) -> [UUID] {
        guard let texts = isRequired ? required("evidence", { $0.strings("evidence") }) : members.strings("evidence") else { return [] }
        if texts.count > AttachmentLimits.perEntry { members.refuse("evidence", .tooMany) }
        if texts.isEmpty, isRequired { members.require("evidence") }
        var ids: [UUID] = []
        for (index, text) in texts.prefix(AttachmentLimits.perEntry).enumerated() {
            guard let id = UUID(attachment: text) else {
                members.refuse("evidence/\(index)", .attachmentUnknown)
                continue
            }
            if ids.contains(id) { members.refuse("evidence/\(index)", .taken) }
            ids.append(id)
        }
        return ids
    }

    private mutating func documents() -> [OfficialDocument] {
        let documents = members.objects("documents", most: OfficialDocument.most) { part -> OfficialDocument? in
            let number = Self.line(&part, "number", OfficialDocument.longestNumber)
            let date = part.parsed("date", .timeInvalid) { CivilDate($0) }
            if date == nil, !part.refused("date") { part.require("date") }
            let issuer = Self.line(&part, "issuer", OfficialDocument.longestIssuer)
            let title = Self.line(&part, "title", OfficialDocument.longestTitle)
            let attachment = part.parsed("attachment", .attachmentUnknown) { UUID(attachment: $0) }
            guard let number, let date, let issuer, let title else { return nil }
            return OfficialDocument(number: number, date: date, issuer: issuer, title: title, attachment: attachment)
        }
        let files = (documents ?? []).compactMap(\.attachment)
        if Set(files).count < files.count { members.refuse("documents", .taken) }
        return documents ?? []
    }

    private static func line(_ part: inout JSONObjectReader, _ name: String, _ most: Int) -> String? {
        guard let raw = part.needed(name) else { return nil }
        switch OfficialDocument.check(raw, most: most) {
        case .success(let text): return text
        case .failure(let code):
            part.refuse(name, code, code == .tooLong ? .most(characters: most) : nil)
            return nil
        }
    }

    /// Outside the city's competence somebody else is competent: that is the help there is. What is a state secret looks the same from outside.
    private mutating func refusal() -> ReportCommand? {
        text("explanation", .explanation)
        let code = choice("code", of: RefusalCode.self)
        text("referred_to", .referredTo, isRequired: code?.outside == .outsideCityCompetence)
        tellPublic()
        // Whoever finds nothing on site shows that, and when.
        let pictures = evidence(isRequired: code == .notFoundOnSite)
        let takenAt = members.parsed("taken_at", .timeInvalid, Instant.init(rfc3339:))
        if code == .notFoundOnSite, takenAt == nil, !members.refused("taken_at") { members.require("taken_at") }
        files = ActionFiles(evidence: pictures, photographedAt: takenAt)
        return code.map(ReportCommand.refuse)
    }

    private mutating func assignment() -> Assignment? {
        switch (assignee(), id("team", isRequired: false)) {
        case (let assignee?, nil): return assignee
        case (nil, let team?): return .team(team)
        case (nil, nil):
            if !members.refused("assignee"), !members.refused("team") { members.require("assignee") }
            return nil
        case (_?, _?):
            members.refuse("team", .tooMany)
            return nil
        }
    }

    /// An account, oneself, or nobody.
    private mutating func assignee() -> Assignment? {
        members.parsed("assignee", .unknownValue) { [account] text in
            switch text {
            case "me": .person(account)
            case "none": .nobody
            default: text.utf8.count == 36 ? UUID(uuidString: text).map(Assignment.person) : nil
            }
        }
    }

    private mutating func destination() -> ReportCommand.Destination? {
        switch (id("unit", isRequired: false), id("agency", isRequired: false)) {
        case (let unit?, nil): return .unit(unit)
        case (nil, let agency?): return .agency(agency)
        case (nil, nil):
            if !members.refused("unit"), !members.refused("agency") { members.require("unit") }
            return nil
        case (_?, _?):
            members.refuse("agency", .tooMany)
            return nil
        }
    }

    private mutating func classification() -> ReportCommand? {
        text("reason", .reason)
        let category = members.string("category")
        let severity = choice("severity", of: Severity.self, isRequired: false)
        if let category, !PlainCode.isPlausible(category) { members.refuse("category", .unknownCategory) }
        if category == nil, severity == nil, !members.refused("category"), !members.refused("severity") { members.require("category") }
        return .classify(category: category, severity: severity)
    }

    private mutating func place() -> Pin? {
        let (latitude, longitude) = (required("lat") { $0.number("lat") }, required("lon") { $0.number("lon") })
        guard let latitude, let longitude else { return nil }
        let pin = Pin(latitude: latitude, longitude: longitude)
        if pin.looksSwapped {
            members.refuse("lat", .coordinatesSwapped)
        } else {
            if !(-90...90).contains(latitude) { members.refuse("lat", .outOfRange) }
            if !(-180...180).contains(longitude) { members.refuse("lon", .outOfRange) }
        }
        return pin
    }

    private mutating func original() -> ReportCode? {
        guard let text = required("of", { $0.string("of") }) else { return nil }
        switch ReportCode.read(text) {
        case .code(let code): return code
        case .wrongCheckDigit: members.refuse("of", .checkDigit)
        case .malformed: members.refuse("of", .unknownReport)
        }
        return nil
    }

    private mutating func workingSeconds() -> Int64? {
        guard let hours = required("working_hours", { $0.number("working_hours") }) else { return nil }
        guard let whole = Int64(exactly: hours) else {
            members.refuse("working_hours", .wrongType)
            return nil
        }
        let most = ReportCourse.longestExtensionSeconds / 3_600
        guard (1...most).contains(whole) else {
            members.refuse("working_hours", .outOfRange, .within(1...Int(most)))
            return nil
        }
        return whole * 3_600
    }

    private mutating func id(_ name: String, isRequired: Bool = true) -> UUID? {
        guard let text = isRequired ? required(name, { $0.string(name) }) : members.string(name) else { return nil }
        if text.utf8.count == 36, let id = UUID(uuidString: text) { return id }
        members.refuse(name, .unknownValue)
        return nil
    }

    private mutating func choice<Choice: RawRepresentable<String>>(
        _ name: String,
        of _: Choice.Type,
        isRequired: Bool = true
    ) -> Choice? {
        guard let text = isRequired ? required(name, { $0.string(name) }) : members.string(name) else { return nil }
        if PlainCode.isPlausible(text), let choice = Choice(rawValue: text) { return choice }
        members.refuse(name, .unknownValue)
        return nil
    }

    private mutating func required<Value>(_ name: String, _ read: (inout JSONObjectReader) -> Value?) -> Value? {
        let value = read(&members)
        if value == nil, !members.refused(name) { members.require(name) }
        return value
    }
}
