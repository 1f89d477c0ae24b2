import Domain
import JSON
import Services

/// A case, as who is to practise on it is told.
struct TrainingCaseBody: JSONWritable {
    let item: TrainingCase
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", item.code)
            json.member("title", item.title[language])
            json.member("briefing", item.briefing[language])
            json.member("good_handling", item.handling[language])
            json.member("reports", item.reports.count)
        }
    }
}

/// A case that has begun.
struct BegunCaseBody: JSONWritable {
    let begun: Practice.Begun
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.writeBanner(isPractice: true, language)
            json.member("case", TrainingCaseBody(item: begun.item, language: language))
            json.member("agency", AgencyBody(begun.desk, language))
            json.array("reports", begun.reports.map(\.description))
        }
    }
}

extension JSONWriter {
    /// Says of what is for practice that it is; of all else nothing.
    mutating func writeBanner(isPractice: Bool, _ language: Language) {
        guard isPractice else { return }
        member("training", true)
        member("banner", PracticeBanner.text[language])
    }
}
