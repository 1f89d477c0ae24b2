internal import FoundationEssentials

extension Fact {
    /// What entered stocks and left them by the spans of a report. Of what is overdue only as much is told as has come by an instant.
    static func stocks(of spans: [FigureSpan], until now: Instant) -> [Fact] {
        FigureStock.allCases.flatMap { stock in
            spans.compactMap { $0.stretch(of: stock, until: now) }.joined().flatMap { stretch -> [Fact] in
                let entered = Fact(.entered(stock), at: stretch.from, agency: stretch.agency)
                return [entered] + (stretch.to.map { [Fact(.left(stock), at: $0, agency: stretch.agency)] } ?? [])
            }
        }
    }
}

/// How long a report was in a stock at one desk.
private struct Stretch {
    let from: Instant
    /// nil: it still is.
    var to: Instant?
    let agency: UUID
}

extension FigureSpan {
    fileprivate func stretch(of stock: FigureStock, until now: Instant) -> Stretch? {
        switch stock {
        case .open: return Stretch(from: from, to: to, agency: state.agency)
        case .overdue:
            guard let overdue = state.overdueFrom else { return nil }
            let start = max(from, overdue)
            return start <= now && (to.map { start < $0 } ?? true) ? Stretch(from: start, to: to, agency: state.agency) : nil
        }
    }
}

extension FigureSpan.State {
    /// The first instant at which a clock is over its limit; nil: none will be.
    fileprivate var overdueFrom: Instant? {
        let toResolve = usedAt.last.flatMap(\.self).map { max($0.adding(seconds: 1), pausedUntil ?? .earliest) }
        return [acknowledgeBy?.adding(seconds: 1), toResolve].compactMap(\.self).min()
    }
}

extension [Stretch] {
    /// The same with those in one that follow each other at one desk.
    fileprivate func joined() -> [Stretch] {
        reduce(into: []) { joined, next in
            if let last = joined.last, last.to == next.from, last.agency == next.agency {
                joined[joined.count - 1].to = next.to
            } else {
                joined.append(next)
            }
        }
    }
}
