import Domain
import Hummingbird
import JSON

extension JSONObjectReader {
    /// Reads a body that is one object; throws everything that is wrong with it at once.
    static func whole<Value>(_ request: Request, _ read: (inout JSONObjectReader) -> Value?) async throws -> Value {
        guard case .object(let members) = try await JSONValue.read(request).value else {
            throw Problem(.invalidFields, errors: [FieldError("", .wrongType)])
        }
        var reader = JSONObjectReader(members)
        let value = read(&reader)
        reader.finish()
        guard let value, reader.errors.isEmpty else {
            throw Problem(.invalidFields, errors: Array(reader.errors.prefix(Problem.mostErrors)))
        }
        return value
    }

    /// A text that has to be there.
    mutating func needed(_ name: String) -> String? {
        let text = string(name)
        if text == nil, !refused(name) { require(name) }
        return text
    }

    /// A text that `parse` reads; what it knows nothing of is refused with `code`.
    mutating func parsed<Value>(_ name: String, _ code: FieldErrorCode, _ parse: (String) -> Value?) -> Value? {
        guard let text = string(name) else { return nil }
        guard text.utf8.count <= 256, let value = parse(text) else {
            refuse(name, code)
            return nil
        }
        return value
    }
}
