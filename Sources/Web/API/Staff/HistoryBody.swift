import Domain
import Foundation
import JSON

/// An entry of a report's history with all that it says.
struct HistoryBody: JSONWritable {
    let entry: HistoryEntry
    let texts: [ActionText]
    let documents: [OfficialDocument]
    /// Who of staff made it.
    let staff: String?
    let names: ReferenceCatalog
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("seq", entry.seq)
            json.member("at", entry.at.rfc3339)
            json.member("type", entry.type.rawValue)
            json.member("label", label)
            json.member("public", entry.isPublic)
            json.member("by", AuthorBody(author: author, language: language))
            json.member("staff", staff)
            json.member("agency", names.agencies[entry.holder].map { AgencyBody($0, language) })
            json.member("status", details.status?.rawValue)
            json.member("unit", details.unit.flatMap { names.units[$0] }.map { UnitBody($0, language) })
            json.member("category", category)
            json.member("severity", details.classification?.severity.rawValue)
            json.member("pause_reason", details.clock.reason?.rawValue)
            json.member("working_s", details.clock.seconds)
            json.member("opinion_of", asked.flatMap { names.agencies[$0] }.map { AgencyBody($0, language) })
            json.member("assignee", details.assignment?.person)
            json.member("team", details.assignment?.team)
            json.member("refusal", details.refusal?.rawValue)
            json.member("rating", details.rating?.rawValue)
            json.member("member", details.member?.description)
            json.member("taken_at", details.photographedAt?.rfc3339)
            if !documents.isEmpty { json.array("documents", documents.map { DocumentBody(document: $0) }) }
            json.member("undone", details.clock.undone)
            json.member("level", details.level.map { LevelNoteBody(note: $0, names: names, language: language) })
            if !texts.isEmpty { json.dictionary("texts", texts.map { ($0.role.rawValue, $0.text) }) }
        }
    }

    private var details: EntryDetails { entry.details }

    private var asked: UUID? {
        entry.type == .opinionRequested || entry.type == .opinionGiven ? entry.details.clock.agency : nil
    }

    var author: TimelineItem.Author {
        switch entry.actor {
        case .citizen: .citizen
        case .agency(let id): names.agencies[id].map { .agency($0) } ?? .system
        case .system: .system
        }
    }

    var label: String {
        if details.assignment == .nobody { return BilingualText(vi: "Thôi phân công", en: "Nobody's work any more")[language] }
        let holder = names.agencies[entry.holder] ?? names.routing.coordinator
        let clock = entry.details.level?.key.clock
        return TimelineItem(at: entry.at, type: entry.type.rawValue, by: author, holder: holder, clock: clock).label[language]
    }

    private var category: ReportCategoryBody? {
        entry.details.classification.flatMap { said in names.categories.first { $0.id == said.category } }
            .map { ReportCategoryBody(code: $0.code, name: $0.name[language]) }
    }
}

/// Which limit an entry tells of.
private struct LevelNoteBody: JSONWritable {
    let note: LevelNote
    let names: ReferenceCatalog
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("clock", note.key.clock.name)
            json.member("cycle", note.key.cycle)
            json.member("level", note.key.level)
            json.member("occurred_at", note.occurredAt.rfc3339)
            json.member("agency", note.agency.flatMap { names.agencies[$0] }.map { AgencyBody($0, language) })
            json.member("reaches", note.reaches?.rawValue)
            json.member("by_reclassification", note.byReclassification)
        }
    }
}
