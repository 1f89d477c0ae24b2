internal import Domain
internal import FoundationEssentials
internal import Postgres

extension Connection {
    /// Works on reports together within the transaction. Where that fails because of what is stored of some of them nothing of it is done, and
    /// each half of them is worked on by itself, until it is known of which alone it fails: these are among the faults that are returned. What
    /// might fail of any report, and may not the next time, is thrown.
    func inParts(_ reports: [UUID], _ work: (isolated Connection, [UUID]) throws -> [FigureFault]) throws -> [FigureFault] {
        guard let first = reports.first else { return [] }
        try execute("SAVEPOINT figure_part")
        do {
            let faults = try work(self, reports)
            try execute("RELEASE SAVEPOINT figure_part")
            return faults
        } catch {
            guard let reason = FigureFault.Reason(error) else { throw error }
            try execute("ROLLBACK TO SAVEPOINT figure_part")
            try execute("RELEASE SAVEPOINT figure_part")
            guard reports.count > 1 else { return [FigureFault(first, reason)] }
            let middle = reports.count / 2
            return try inParts(Array(reports[..<middle]), work) + inParts(Array(reports[middle...]), work)
        }
    }
}

extension FigureFault.Reason {
    /// nil: it is not the fault of what is stored. SQLSTATE's classes 22 and 23 are values and constraints.
    fileprivate init?(_ error: any Error) {
        switch error {
        case let fault as SLAFault: self = .clocks(fault)
        case StoreError.fault(let fault): self = .stored(fault)
        case let error as PostgresError:
            switch error.code {
            case .decoding: break
            case .server(let state) where ["22", "23"].contains(state.prefix(2)): break
            default: return nil
            }
            self = .stored("\(error)")
        default: return nil
        }
    }
}
