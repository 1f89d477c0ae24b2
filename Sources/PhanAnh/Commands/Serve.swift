import ArgumentParser
import Foundation
import NIOCore
import Store

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the service until SIGTERM or SIGINT.")

    func run() async throws {
        do {
            try await Server.run(try Settings())
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            FileHandle.standardError.write(Data("phananh: a port is in use: set PHANANH_HTTP_PORT and PHANANH_OPS_PORT\n".utf8))
            throw ExitCode.failure
        } catch {
            FileHandle.standardError.write(Data("phananh: \(StoreFailure.text(error))\n".utf8))
            throw ExitCode.failure
        }
    }
}
