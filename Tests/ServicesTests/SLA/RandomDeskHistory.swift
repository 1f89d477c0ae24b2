import Domain
import Foundation

/// What desks did with one report: taken up or not, paused at most twice and never so long that the pause ends by itself, passed on,
/// given other limits, resolved or not.
struct RandomDeskHistory {
    struct Event {
        let seq: Int
        let at: Instant
        let type: ReportEventType
        let holder: UUID
        let policy: UUID?
    }

    private(set) var events: [Event] = []
    /// Not before the last event.
    private(set) var now: Instant
    private var holder: UUID

    init(_ agencies: [UUID], _ policies: [UUID], _ random: inout some RandomNumberGenerator) {
        now = hanoi("2026-01-05 00:00").adding(seconds: Int64.random(in: 0...20_000_000, using: &random))
        holder = Self.pick(agencies, &random)
        add(.filed, policy: Self.pick(policies, &random))
        var (isTakenUp, pauses) = (false, 0)
        for _ in 0..<Int.random(in: 0...9, using: &random) {
            if Int.random(in: 0..<5, using: &random) > 0 { wait(atMost: 120_000, &random) }
            switch Int.random(in: 0..<8, using: &random) {
            case 0...2 where !isTakenUp:
                isTakenUp = true
                add(.acknowledged)
            case 0...3 where isTakenUp && pauses < 2:
                pauses += 1
                if pause(agencies, &random) { return }
            case 4, 5: passOn(agencies, &random)
            case 6: add(.retargeted, policy: Self.pick(policies, &random))
            default: continue
            }
        }
        wait(atMost: 300_000, &random)
        if Bool.random(using: &random) { add(.resolved) }
    }

    /// Whether nothing comes after it: it lasts, or the report is resolved out of it. Shorter than the five working days after which a
    /// pause ends by itself, even with a day of 24 hours in it.
    private mutating func pause(_ agencies: [UUID], _ random: inout some RandomNumberGenerator) -> Bool {
        add(.paused)
        wait(atMost: 80_000, &random)
        if Int.random(in: 0..<3, using: &random) == 0 { passOn(agencies, &random) }
        wait(atMost: 80_000, &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return true
        case 1: add(.resolved)
        default:
            add(.resumed)
            return false
        }
        return true
    }

    private mutating func passOn(_ agencies: [UUID], _ random: inout some RandomNumberGenerator) {
        holder = Self.pick(agencies, &random)
        add(.transferred)
    }

    private mutating func wait(atMost seconds: Int64, _ random: inout some RandomNumberGenerator) {
        now = now.adding(seconds: Int64.random(in: 0...seconds, using: &random))
    }

    private static func pick(_ ids: [UUID], _ random: inout some RandomNumberGenerator) -> UUID {
        ids[Int.random(in: 0..<ids.count, using: &random)]
    }

    private mutating func add(_ type: ReportEventType, policy: UUID? = nil) {
        events.append(Event(seq: events.count + 1, at: now, type: type, holder: holder, policy: policy))
    }

    /// As the fold takes them.
    var clockEvents: [ClockEvent] {
        events.map { event in
            let details = ClockDetails(policy: event.policy, reason: event.type == .paused ? .legal : nil)
            return ClockEvent(seq: event.seq, at: event.at, holder: event.holder, change: event.type.clockChange(details))
        }
    }
}
