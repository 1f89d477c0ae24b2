import DatabaseTesting
import Postgres
import Testing

/// What the planner means to do.
struct Plan {
    /// PostgreSQL's estimate for the whole, in pages read in sequence.
    let cost: Double
    /// Tables that are read from end to end.
    let scanned: Set<String>
}

extension TestDatabase {
    func explain(_ query: SQL, as role: Role) async throws -> Plan {
        let lines = try await pool(role).query("EXPLAIN \(query)", as: String.self)
        let root = try #require(lines.first)
        let cost = root.split(separator: "..").dropFirst().first?.prefix { $0 != " " }
        return Plan(
            cost: try #require(cost.flatMap { Double($0) }),
            scanned: Set(
                lines.filter { $0.contains("Seq Scan on ") }.compactMap {
                    $0.split(separator: "Seq Scan on ").last?.split(separator: " ").first.map(String.init)
                }
            )
        )
    }
}

extension Connection {
    /// Pages a query asks for when it runs, wherever they are.
    func pagesRead(by query: SQL) throws -> Int {
        let lines = try self.query("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) \(query)", as: String.self)
        let used = try #require(lines.first { $0.contains("Buffers: shared") })
        return used.split(separator: " ").reduce(0) { sum, word in
            let amount = word.split(separator: "=")
            return amount.count == 2 && ["hit", "read"].contains(amount[0]) ? sum + (Int(amount[1]) ?? 0) : sum
        }
    }
}
