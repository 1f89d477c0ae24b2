package import FoundationEssentials

/// An action that moves a report's status or clocks, with what it takes. Words and files that go with it are kept elsewhere.
package enum ReportCommand: Hashable, Sendable {
    /// Where a report is handed to.
    package enum Destination: Hashable, Sendable {
        case agency(UUID)
        /// The desk of this unit that handles the report's category; the unit becomes the one responsible on the ground.
        case unit(UUID)
    }

    // The reporter
    case message
    case withdraw
    case dispute
    /// What the reporter thinks of the solution, and whether they dispute it besides.
    case feedback(Rating, disputing: Bool)

    // The desk
    case acknowledge
    /// To somebody or some of the desk that has the report.
    case assign(Assignment)
    case start
    case requestInformation
    case pause(PauseReason)
    case resume
    case requestOpinion(agency: UUID)
    case giveOpinion
    /// More working seconds to resolve; a leader has to approve.
    case extend(seconds: Int64)
    case transfer(Destination)
    case decline
    case escalate
    case resolve
    case approve
    case sendBack
    case refuse(RefusalCode)
    case markDuplicate(of: ReportCode)
    case unmerge
    /// A category by its code, a severity, or both. A category alone brings its own severity.
    case classify(category: String?, severity: Severity?)
    /// To another place, and to whoever handles it there.
    case relocate(Pin)
    /// Words for the desk alone.
    case note
    /// What was reported becomes public, without what tells who somebody is; once more after other rules for that have come, or to keep
    /// parts, by their place in Unicode scalars, that were taken for what they are not. Parts that are to be hidden besides hold until others
    /// are named; nil: those that were.
    case publish(keeping: Set<Range<Int>>, hiding: [Range<Int>]? = nil)
    case withhold
    case reopen
    case undo

    // The system
    case reroute(Destination)
    case retarget(policy: UUID)
    case close

    /// Parts of what was reported that stay public though they look like somebody's.
    package var kept: Set<Range<Int>> {
        if case .publish(let kept, _) = self { kept } else { [] }
    }

    /// Parts of what was reported that the public is not to see; nil where none are named.
    package var hidden: [Range<Int>]? {
        if case .publish(_, let hidden) = self { hidden } else { nil }
    }

    /// The other report it names.
    package var original: ReportCode? {
        if case .markDuplicate(let code) = self { code } else { nil }
    }

    /// Where the report is to be.
    package var pin: Pin? {
        if case .relocate(let pin) = self { pin } else { nil }
    }

    /// Whose work the report is to be.
    package var assignment: Assignment? {
        if case .assign(let assignment) = self { assignment } else { nil }
    }

    /// Its row in the table.
    package var action: ReportAction {
        switch self {
        case .message: .message
        case .withdraw: .withdraw
        case .dispute, .feedback(_, disputing: true): .dispute
        case .feedback(_, disputing: false): .feedback
        case .acknowledge: .acknowledge
        case .assign: .assign
        case .start: .start
        case .requestInformation: .requestInformation
        case .pause: .pause
        case .resume: .resume
        case .requestOpinion: .requestOpinion
        case .giveOpinion: .giveOpinion
        case .extend: .extend
        case .transfer: .transfer
        case .decline: .decline
        case .escalate: .escalate
        case .resolve: .resolve
        case .approve: .approve
        case .sendBack: .sendBack
        case .refuse: .refuse
        case .markDuplicate: .markDuplicate
        case .unmerge: .unmerge
        case .classify: .classify
        case .relocate: .relocate
        case .note: .note
        case .publish: .publish
        case .withhold: .withhold
        case .reopen: .reopen
        case .undo: .undo
        case .reroute: .reroute
        case .retarget: .retarget
        case .close: .close
        }
    }
}

/// Why a command is not carried out.
package enum CommandRefusal: Error, Hashable, Sendable {
    /// The state × action table forbids it.
    case workflow(WorkflowRefusal)
    /// The one who acts is not of the party whose action it is.
    case wrongParty
    case unknownAgency
    case unknownUnit
    case unknownCategory
    case unknownPolicy
    /// The report is with that agency already, or the one asked for an opinion is the one that asks.
    case sameAgency
    /// Nobody has an account at that desk: nothing is asked of it, and the coordinator, who would stand in for it, has the report already.
    case unstaffedAgency
    /// The classification is the one in force.
    case nothingChanged
    /// More time is some time, in a cycle at most `ReportCourse.longestExtensionSeconds`, and no more than calendars are published for.
    case badExtension
    /// There is nobody like that at the desk that has the report.
    case unknownAssignee
    case unknownTeam
    /// There is no such report to be a duplicate of for whoever acts, it is one itself, was withdrawn, or is this one.
    case badOriginal
    /// Whoever asks for something does not grant it.
    case ownRequest
    /// The category asks for a picture of what was done.
    case noEvidence
    /// The same of an answer that waits for a leader: the report has been of another category meanwhile.
    case unevidencedRequest
    /// What shows that nothing was there was photographed before the report, or in the future.
    case badPhotoTime
    /// The picture by its place in the list is none that is there for whoever acts.
    case unknownEvidence(Int)
    /// The file of the document is none that is there for whoever acts.
    case unknownDocument(Int)
    /// Others are duplicates of this one: a duplicate has no duplicates.
    case hasDuplicates
    /// Reports of the category go to the coordinator: no unit's desk is to have them, as it may be the one they are about.
    case keptFromUnits
    /// There the city ends.
    case outsideArea
    /// Nobody can tell who handles the report before it is classified anew: its category is not in force any more.
    case categoryRetired
    /// The reporter was not asked, or has answered.
    case noOpenQuestion
    /// Reports of the category are never shown to the public.
    case neverListed
    /// Nothing that somebody wrote is shown to the public.
    case notPublished
    /// What is to be kept was not left out, or must be.
    case badKeeping
    /// Who reported was forgotten, and with them whoever could add anything.
    case personErased
    /// The history is as long as it may become: people may only bring the report to its end.
    case historyFull

    /// A name that is sent.
    package var code: String {
        switch self {
        case .workflow(let refusal): refusal.rawValue
        case .wrongParty: "wrong_party"
        case .unknownAgency: "unknown_agency"
        case .unknownUnit: "unknown_unit"
        case .unknownCategory: "unknown_category"
        case .unknownPolicy: "unknown_policy"
        case .sameAgency: "same_agency"
        case .unstaffedAgency: "unstaffed_agency"
        case .nothingChanged: "nothing_changed"
        case .badExtension: "bad_extension"
        case .unknownAssignee: "unknown_assignee"
        case .unknownTeam: "unknown_team"
        case .badOriginal: "bad_original"
        case .ownRequest: "own_request"
        case .noEvidence: "no_evidence"
        case .unevidencedRequest: "unevidenced_request"
        case .badPhotoTime: "bad_photo_time"
        case .unknownEvidence: "unknown_evidence"
        case .unknownDocument: "unknown_document"
        case .hasDuplicates: "has_duplicates"
        case .keptFromUnits: "kept_from_units"
        case .outsideArea: "outside_area"
        case .categoryRetired: "category_retired"
        case .noOpenQuestion: "no_open_question"
        case .neverListed: "never_listed"
        case .notPublished: "not_published"
        case .badKeeping: "bad_keeping"
        case .personErased: "person_erased"
        case .historyFull: "history_full"
        }
    }
}
