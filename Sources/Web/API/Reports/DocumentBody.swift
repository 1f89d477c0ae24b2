import Domain
import JSON

/// An official document that an answer rests on.
struct DocumentBody: JSONWritable {
    let document: OfficialDocument
    /// Its file, for readers who are told of files here.
    var file: AttachmentBody?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("number", document.number)
            json.member("date", document.date.description)
            json.member("issuer", document.issuer)
            json.member("title", document.title)
            if let file {
                json.member("attachment", file)
            } else {
                json.member("attachment", document.attachment)
            }
        }
    }
}
