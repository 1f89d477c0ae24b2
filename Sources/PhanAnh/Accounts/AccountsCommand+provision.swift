import ArgumentParser
import Domain
import Foundation
import Services

extension AccountsCommand {
    struct Provision: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a unit_admin for each desk that has none, and write their one-time links to a new file.",
            discussion: """
                Safe to repeat: desks that have one are left alone. The file is for its owner alone (mode 0600) and must not exist; hand each \
                line to its desk on its own, then delete the file.
                """
        )

        @Flag(help: "For every unit of the city.")
        var allUnits = false

        @Option(help: "Which of their desks: committee, police, or both by comma.")
        var kind = "committee"

        @Option(help: "The file to write.")
        var csv: String

        func validate() throws {
            guard allUnits else { throw ValidationError("say --all-units") }
            _ = try kinds()
        }

        private func kinds() throws -> [AgencyKind] {
            let kinds = kind.split(separator: ",").compactMap { AgencyKind(rawValue: String($0)) }
            guard !kinds.isEmpty, kinds.count == kind.split(separator: ",").count, Set(kinds).isSubset(of: [.committee, .police]) else {
                throw ValidationError("--kind is committee, police, or both by comma")
            }
            return kinds
        }

        func run() async throws {
            let kinds = try kinds()
            try await Administration.run { administration in
                let file = try LinkFile(path: csv)
                let count = try await administration.accounts.provision(kinds, by: .commandLine(nil)) { invited, desk in
                    try file.write([
                        desk.code, desk.name.vi, invited.account.username.text, invited.token, invited.expiresAt.rfc3339,
                    ])
                }
                print("\(count) accounts made, their links in \(csv)")
            }
        }
    }
}

/// A file of secrets that is made, and is for nobody else.
private struct LinkFile {
    private let handle: FileHandle

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// Throws if anything of that name is there, a link included.
    init(path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Fault(description: "\(path) is there, or cannot be made: \(String(cString: strerror(errno)))") }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try write(["desk", "name", "username", "activation_token", "expires_at"])
    }

    /// On the disk when this returns: the account is made by then, and its link is nowhere else.
    func write(_ cells: [String]) throws {
        let line = cells.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
        try handle.write(contentsOf: Data("\(line)\r\n".utf8))
        try handle.synchronize()
    }
}
