import ArgumentParser
import Foundation
import Store

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the service until SIGTERM or SIGINT.")

    func run() async throws {
        do {
            try await Server.run(try Settings())
        } catch {
            FileHandle.standardError.write(Data("phananh: \(StoreFailure.text(error))\n".utf8))
            throw ExitCode.failure
        }
    }
}
