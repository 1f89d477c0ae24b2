import Foundation
import Logging

/// Reads variables and collects what is wrong with them; values are never repeated, they may be secrets.
struct SettingsReader {
    /// Variables of the start script and the tests, which the service inherits and does not read.
    private static let strangers: Set<String> = ["PHANANH_STATE_DIR", "PHANANH_BOUNDARIES", "PHANANH_DEMO"]
    private static let testPrefix = "PHANANH_TEST_"

    private let environment: [String: String]
    private(set) var faults: [String] = []
    private var known: Set<String> = []

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// An empty variable counts as absent.
    private mutating func raw(_ name: String) -> String? {
        known.insert(name)
        return environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    mutating func refuse(_ fault: String) {
        faults.append(fault)
    }

    /// A setting nobody reads is a name misspelt: its writer believes that it holds.
    mutating func finish() {
        let unread = environment.keys.filter {
            $0.hasPrefix("PHANANH_") && !$0.hasPrefix(Self.testPrefix) && !known.contains($0) && !Self.strangers.contains($0)
        }
        faults += unread.sorted().map { "\($0) is not a setting" }
    }

    mutating func text(_ name: String, _ standard: String) -> String {
        raw(name) ?? standard
    }

    /// A value, or the content of the file that `NAME_FILE` names, which nobody else may read; required without a standard.
    mutating func secret(_ name: String, _ standard: String? = nil) -> String {
        let value = raw(name)
        guard let path = raw("\(name)_FILE") else {
            if value == nil, standard == nil { faults.append("\(name) is missing") }
            return value ?? standard ?? ""
        }
        if value != nil { faults.append("\(name) and \(name)_FILE are both set") }
        do {
            return try Self.secretFile(path)
        } catch {
            faults.append("\(name)_FILE \(error.text)")
            return ""
        }
    }

    private struct FileFault: Error {
        let text: String
    }

    private static func secretFile(_ path: String) throws(FileFault) -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue,
            let content = try? String(contentsOfFile: path, encoding: .utf8)
        else { throw FileFault(text: "names a file that cannot be read") }
        guard mode & 0o077 == 0 else { throw FileFault(text: "names a file that others may read: chmod 600") }
        let value = content.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !value.isEmpty else { throw FileFault(text: "names an empty file") }
        return value
    }

    mutating func number(_ name: String, _ standard: Int, in range: ClosedRange<Int>) -> Int {
        guard let text = raw(name) else { return standard }
        if let number = Int(text), range.contains(number) { return number }
        faults.append("\(name) is not a number from \(range.lowerBound) to \(range.upperBound)")
        return standard
    }

    /// What `read` makes of a value; `form` says what it has to look like.
    mutating func read<Value>(_ name: String, _ standard: String, _ form: String, _ read: (String) -> Value?) -> Value? {
        if let value = read(raw(name) ?? standard) { return value }
        faults.append("\(name) is not \(form)")
        return nil
    }

    mutating func choice(_ name: String, _ standard: String, of choices: [String]) -> String? {
        read(name, standard, "one of \(choices.joined(separator: ", "))") { choices.contains($0) ? $0 : nil }
    }

    mutating func level(_ name: String, _ standard: Logger.Level) -> Logger.Level {
        guard let text = raw(name) else { return standard }
        if let level = Logger.Level(rawValue: text.lowercased()) { return level }
        faults.append("\(name) is not one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        return standard
    }
}
