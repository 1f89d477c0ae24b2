import Domain
import JSON

/// Why a report was refused, and where to go instead.
struct RefusalBody: JSONWritable {
    let code: RefusalCode
    let reason: RefusalReason?
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code.rawValue)
            json.member("name", reason?.name[language])
            json.member("explanation", reason?.explanation[language])
            json.member("legal_basis", reason?.legalBasis)
            json.member("guidance", reason?.guidance.map { GuidanceBody(guidance: $0, language: language) })
        }
    }
}

private struct GuidanceBody: JSONWritable {
    let guidance: RefusalReason.Guidance
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("title", guidance.title[language])
            json.nullable("url", guidance.url)
            json.nullable("phone", guidance.phone)
        }
    }
}
