import Domain
import JSON

/// Reads an object's members one by one, collecting every type error and every member nobody asked for.
struct JSONObjectReader {
    private(set) var errors: [FieldError] = []
    private var members: [JSONValue.Member]
    private let pointer: String

    /// `pointer` is where the object stands in the document ("" for the whole).
    init(_ members: [JSONValue.Member], at pointer: String = "") {
        self.members = members
        self.pointer = pointer
    }

    mutating func string(_ name: String) -> String? {
        read(name) { if case .string(let text) = $0 { text } else { nil } }
    }

    mutating func number(_ name: String) -> Double? {
        read(name) { value in
            switch value {
            case .integer(let integer): Double(integer)
            case .number(let number): number
            default: nil
            }
        }
    }

    /// A whole number, however it is written: 75 and 75.0 are one (JSON Schema 2020-12, Core, section 4.2.3).
    mutating func integer(_ name: String) -> Int? {
        read(name, Self.integer)
    }

    mutating func value(_ name: String) -> JSONValue? {
        read(name) { $0 }
    }

    mutating func integers(_ name: String) -> [Int]? {
        read(name) { value in
            guard case .array(let elements) = value else { return nil }
            let integers = elements.compactMap(Self.integer)
            return integers.count == elements.count ? integers : nil
        }
    }

    mutating func strings(_ name: String) -> [String]? {
        read(name) { value in
            guard case .array(let elements) = value else { return nil }
            let strings = elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
            return strings.count == elements.count ? strings : nil
        }
    }

    mutating func boolean(_ name: String) -> Bool? {
        read(name) { if case .boolean(let value) = $0 { value } else { nil } }
    }

    /// Reads a list of objects, at most so many; what is wrong inside is reported with its place.
    mutating func objects<Value>(_ name: String, most: Int, _ body: (inout JSONObjectReader) -> Value?) -> [Value]? {
        let elements = read(name) { value in
            if case .array(let elements) = value { elements } else { nil }
        }
        guard let elements else { return nil }
        guard elements.count <= most else {
            refuse(name, .tooMany)
            return nil
        }
        return elements.enumerated().compactMap { number, element in
            guard case .object(let members) = element else {
                refuse("\(name)/\(number)", .wrongType)
                return nil
            }
            var reader = JSONObjectReader(members, at: "\(pointer)/\(name)/\(number)")
            let value = body(&reader)
            reader.finish()
            errors += reader.errors
            return value
        }
    }

    mutating func members(_ name: String) -> [JSONValue.Member]? {
        read(name) { if case .object(let members) = $0 { members } else { nil } }
    }

    /// Reads a nested object; what is wrong inside is reported with its place.
    mutating func object<Value>(_ name: String, _ body: (inout JSONObjectReader) -> Value?) -> Value? {
        guard let members = members(name) else { return nil }
        var reader = JSONObjectReader(members, at: "\(pointer)/\(name)")
        let value = body(&reader)
        reader.finish()
        errors += reader.errors
        return value
    }

    /// Whether a member is there that is not null and has not been read.
    func has(_ name: String) -> Bool {
        members.contains { $0.name.utf8.elementsEqual(name.utf8) && $0.value != .null }
    }

    /// Whether the member was there, in a wrong type.
    func refused(_ name: String) -> Bool {
        errors.contains { $0.pointer == "\(pointer)/\(name)" }
    }

    mutating func require(_ name: String) {
        errors.append(FieldError("\(pointer)/\(name)", .required))
    }

    mutating func refuse(_ name: String, _ code: FieldErrorCode, _ text: BilingualText? = nil) {
        errors.append(FieldError("\(pointer)/\(name)", code, text))
    }

    /// Takes over what was found wrong with a part by whoever read it.
    mutating func refuse(_ errors: [FieldError]) {
        self.errors += errors
    }

    /// Reports what is left as unknown.
    mutating func finish() {
        errors += members.map { FieldError("\(pointer)/\(JSONPointer.escape($0.name))", .unknownField) }
        members = []
    }

    private static func integer(_ value: JSONValue) -> Int? {
        switch value {
        case .integer(let integer): integer
        case .number(let number): Int(exactly: number)
        default: nil
        }
    }

    /// The member in its type; absent and null are the same.
    private mutating func read<Value>(_ name: String, _ convert: (JSONValue) -> Value?) -> Value? {
        guard let index = members.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
        let value = members.remove(at: index).value
        if value == .null { return nil }
        guard let converted = convert(value) else {
            errors.append(FieldError("\(pointer)/\(name)", .wrongType))
            return nil
        }
        return converted
    }
}
