import Services
import Synchronization
package import Telemetry

/// The one gate all work goes through.
package final class AdmissionGate: Sendable {
    private let state: Mutex<AdmissionState>

    package init(_ shares: WorkShares) {
        state = Mutex(AdmissionState(shares))
    }

    /// Whether `enter` would succeed now. A refusal is counted.
    func admits(_ work: WorkClass) -> Bool {
        state.withLock { $0.admits(work, at: .now) }
    }

    /// Room for one request, if there is any. A refusal is counted.
    func enter(_ work: WorkClass) -> AdmissionTicket? {
        guard state.withLock({ $0.enter(work, at: .now) }) else { return nil }
        return AdmissionTicket { self.state.withLock { $0.leave(work) } }
    }

    /// Does something that takes room of a class in the midst of a request. Throws `busy` when there is none.
    func doing<Value>(_ work: WorkClass, _ body: () async throws -> Value) async throws -> Value {
        guard let ticket = enter(work) else { throw ServiceError.busy }
        defer { withExtendedLifetime(ticket) {} }
        return try await body()
    }

    /// An answer is being sent for as long as the ticket lives.
    func sending() -> AdmissionTicket {
        state.withLock { $0.beginSending() }
        return AdmissionTicket { self.state.withLock { $0.endSending() } }
    }

    /// Memory for more of a body that is not yet whole, if there is any. A refusal is counted.
    func keep(_ bytes: Int, of work: WorkClass) -> Bool {
        state.withLock { $0.keep(bytes, of: work) }
    }

    func letGo(_ bytes: Int) {
        state.withLock { $0.letGo(bytes) }
    }

    /// Bytes of bodies that are not yet whole.
    var kept: Int {
        state.withLock { $0.kept }
    }

    /// Whether there is a place for anybody's upload.
    var admitsUpload: Bool { state.withLock { !$0.uploads.isFull } }

    /// A place for somebody, if they may have one, for as long as the ticket lives. A refusal is counted.
    func place(
        among places: any WritableKeyPath<AdmissionState, Places> & Sendable,
        for holder: PlaceHolder
    ) -> AdmissionTicket? {
        guard state.withLock({ $0[keyPath: places].take(for: holder) }) else { return nil }
        return AdmissionTicket { self.state.withLock { $0[keyPath: places].giveBack(holder) } }
    }

    /// Files that are being read and taken.
    var downloads: Int { state.withLock { $0.downloads.taken } }

    /// Clients that wait for changes.
    var listeners: Int { state.withLock { $0.listeners.taken } }

    /// Requests of a class being worked on.
    func underWay(_ work: WorkClass) -> Int {
        state.withLock { $0.underWay[work.rawValue] }
    }

    /// Requests of a class for which there was no room.
    func refused(_ work: WorkClass) -> Int {
        state.withLock { $0.refused[work.rawValue] }
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let state = state.withLock { $0 }
        func samples(_ values: [Int]) -> [MetricFamily.Sample] {
            WorkClass.allCases.map { .init(Double(values[$0.rawValue]), labels: [("class", $0.name)]) }
        }
        return [
            .gauge("work_in_flight", help: "Requests being worked on.", samples: samples(state.underWay)),
            .counter("work_refused", help: "Requests refused because there was no room.", samples: samples(state.refused)),
            .gauge("uploads_in_flight", help: "Uploads being received and worked on.", samples: [.init(Double(state.uploads.taken))]),
            .counter("uploads_refused", help: "Uploads for which there was no place.", samples: [.init(Double(state.uploads.refused))]),
            .gauge("files_being_sent", help: "Files whose clients are taking them.", samples: [.init(Double(state.downloads.taken))]),
            .counter(
                "files_refused",
                help: "Files that somebody had to ask for again, as they took too many at once.",
                samples: [.init(Double(state.downloads.refused))]
            ),
            .gauge("change_listeners", help: "Clients that wait for changes.", samples: [.init(Double(state.listeners.taken))]),
            .counter(
                "change_listeners_refused",
                help: "Clients for which there was no place to wait for changes.",
                samples: [.init(Double(state.listeners.refused))]
            ),
            .gauge("exports_being_sent", help: "Exports whose clients are taking them.", samples: [.init(Double(state.beingSent))]),
            .gauge("bodies_kept_bytes", help: "Memory that bodies hold which are not yet whole.", samples: [.init(Double(state.kept))]),
        ]
    }
}
