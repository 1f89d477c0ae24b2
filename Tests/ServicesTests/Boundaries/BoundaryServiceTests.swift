import DatabaseTesting
import Domain
import FoundationEssentials
import Logging
import Services
import Store
import Testing

@Suite struct BoundaryServiceTests {
    @Test func fromFileToActiveAndBack() async throws {
        try await withService { _, service in
            let approximate = try #require(try await service.buildApproximate())
            #expect(approximate.status == .active)
            let report = try await service.importFile(
                SquareCity.collection(),
                title: "Ranh giới 2025",
                legalRef: "1656/NQ-UBTVQH15",
                effectiveFrom: "2025-07-01",
                source: "file"
            )
            let imported = try #require(report.version)
            let active = try await service.activate(imported.id.uuidString)
            #expect(active.status == .active)
            let shown = try await service.show(String(imported.id.uuidString.prefix(8)))
            #expect(shown.version == active)
            let listed = try await service.list()
            #expect(listed.map(\.status) == [.active, .retired])
            #expect(listed.map(\.approximate) == [false, true])
            let again = try await service.buildApproximate()
            #expect(again == nil)
            let back = try await service.activate(approximate.id.uuidString.lowercased())
            #expect(back.status == .active)
        }
    }

    @Test func anIDMayBeCutAsLongAsItIsUnambiguous() async throws {
        try await withService { database, service in
            let one = try #require(UUID(uuidString: "0199A000-0000-4000-8000-000000000001"))
            let two = try #require(UUID(uuidString: "0199A000-0000-4000-8000-000000000002"))
            for id in [one, two] { _ = try await database.insertSquareBoundaries(id: id, status: "validated") }
            let found = try await service.show("0199a000-0000-4000-8000-000000000002")
            #expect(found.version?.id == two)
            let ambiguous = await #expect(throws: BoundaryError.self) { try await service.show("0199A0") }
            guard case .ambiguous("0199A0", let matches) = ambiguous else {
                Issue.record("\(String(describing: ambiguous))")
                return
            }
            #expect(Set(matches) == [one, two])
            await #expect(throws: BoundaryError.notFound("ffff")) { try await service.show("ffff") }
        }
    }

    @Test(arguments: ["", "019", "0199_", "%%%%", "0199g", "0199A000-0000-4000-8000-0000000000011"])
    func whatIsNoIDIsRefusedUnseen(id: String) async throws {
        await #expect(throws: BoundaryError.invalidID(id)) { try await unreachable().activate(id) }
    }

    @Test(arguments: ["", "today", "infinity", "2025-7-1", "01/07/2025", "2025-07-01 ", "２０２５-07-01", "2025-07-0x"])
    func aDayIsWrittenInOneWay(day: String) async throws {
        await #expect(throws: BoundaryError.invalidDate(day)) {
            try await unreachable().importFile("{}", title: "t", legalRef: "l", effectiveFrom: day, source: "s")
        }
    }

    @Test(arguments: [("", "l"), (String(repeating: "x", count: 501), "l"), ("two\nlines", "l"), ("t", ""), ("t", "\u{1B}[2J")])
    func textsArePresentShortAndPrintable(title: String, legalRef: String) async throws {
        await #expect(throws: BoundaryError.invalidText(legalRef == "l" ? "title" : "legal reference")) {
            try await unreachable().importFile("{}", title: title, legalRef: legalRef, effectiveFrom: "2025-07-01", source: "s")
        }
    }

    private func withService(_ body: (TestDatabase, BoundaryService) async throws -> Void) async throws {
        try await withTestDatabase(.squareCity) { database in
            let opened = database.store(.owner)
            do {
                try await body(database, BoundaryService(store: BoundaryStore(opened)))
            } catch {
                await opened.close()
                throw error
            }
            await opened.close()
        }
    }

    /// A service whose database does not exist: what it refuses it refuses before asking.
    private func unreachable() -> BoundaryService {
        BoundaryService(store: BoundaryStore(DatabasePool(url: "host=/nonexistent", role: .owner, size: 1, logger: quiet)))
    }

    private var quiet: Logger { Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() } }
}
