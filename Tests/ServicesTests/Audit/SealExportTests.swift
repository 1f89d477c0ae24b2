import DatabaseTesting
import Domain
import Foundation
import Services
import Testing

@testable import Store

@Suite struct SealExportTests {
    @Test func whatACrashHasCutShortIsWrittenAgain() async throws {
        try await SealedHistory.run { history in
            try await history.withRoots { roots in
                let whole = try Data(contentsOf: URL(filePath: roots))
                #expect(whole.split(separator: UInt8(ascii: "\n")).count == 10)
                try whole.prefix(whole.count - 100).write(to: URL(filePath: roots))
                // Nine whole lines are looked at.
                #expect(try await history.verification().run(roots: roots).exported == 9)
                let round = try await SealExport(store: SealStore(history.owner), path: roots).round()
                #expect(round.exported == 1 && !round.hasMore)
                #expect(try Data(contentsOf: URL(filePath: roots)) == whole)
                #expect(try await SealExport(store: SealStore(history.owner), path: roots).round().exported == 0)
            }
        }
    }

    /// Two instances on one machine may have one file.
    @Test func twoWhoShareAFileWriteEachSealOnce() async throws {
        try await SealedHistory.run { history in
            let path = FileManager.default.temporaryDirectory.appending(path: "roots-\(UUID().uuidString)").path
            defer { try? FileManager.default.removeItem(atPath: path) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        let export = SealExport(store: SealStore(history.owner), path: path, limit: 1)
                        for _ in 0..<30 { _ = try await export.round() }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 10)
            #expect(try await history.verification().run(roots: path).exported == 10)
        }
    }

    @Test func aFileThatIsNoneIsRefusedAndLeftAlone() async throws {
        try await SealedHistory.run { history in
            let path = FileManager.default.temporaryDirectory.appending(path: "roots-\(UUID().uuidString)").path
            defer { try? FileManager.default.removeItem(atPath: path) }
            try "ghi chú\n".write(toFile: path, atomically: true, encoding: .utf8)
            await #expect(throws: ServiceError.self) { try await SealExport(store: SealStore(history.owner), path: path).round() }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "ghi chú\n")
            #expect(try await history.damage(roots: path) == .unreadableLine(1))
            #expect(try await history.damage(roots: "/nowhere") == .unreadableRoots("/nowhere"))
            await #expect(throws: ServiceError.self) { try await SealExport(store: SealStore(history.owner), path: "/nowhere/x").round() }
        }
    }
}
