/// How much there was on each day, kept so that any stretch of days is summed in no time.
struct FigureSeries: Sendable {
    /// The days on which there was any, since 1970 and in order, each with the sum up to and with it.
    private var entries: [(day: Int32, sum: Int32)] = []

    /// The sum of all days before one.
    func sum(before day: Int) -> Int { sum(upTo: place(of: day)) }

    /// The sum of a stretch of days.
    func sum(_ days: Range<Int>) -> Int { sum(before: days.upperBound) - sum(before: days.lowerBound) }

    /// Tells of each of several stretches, one behind the other, in which there was anything.
    func sums(_ stretches: [Range<Int>], _ tell: (_ stretch: Int, _ sum: Int) -> Void) {
        guard let first = stretches.first else { return }
        var start = place(of: first.lowerBound)
        for (number, stretch) in stretches.enumerated() {
            guard start < entries.count else { return }
            guard Int(entries[start].day) < stretch.upperBound else { continue }
            let end = place(of: stretch.upperBound, from: start)
            tell(number, sum(upTo: end) - sum(upTo: start))
            start = end
        }
    }

    /// Has so much on a day, whatever there was: in no time on the last one or behind it, where nearly all changes.
    mutating func set(_ count: Int, on day: Int) {
        let index = place(of: day)
        let isThere = index < entries.count && Int(entries[index].day) == day
        let change = Int32(clamping: count - (isThere ? sum(day..<day + 1) : 0))
        guard change != 0 else { return }
        if count == 0 {
            entries.remove(at: index)
        } else if !isThere {
            entries.insert((Int32(clamping: day), Int32(clamping: sum(upTo: index))), at: index)
        }
        for later in index..<entries.count { entries[later].sum += change }
    }

    private func sum(upTo index: Int) -> Int { index == 0 ? 0 : Int(entries[index - 1].sum) }

    /// The first day there is that is not before one.
    private func place(of day: Int, from start: Int = 0) -> Int {
        var range = start..<entries.count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if Int(entries[middle].day) < day { range = middle + 1..<range.upperBound } else { range = range.lowerBound..<middle }
        }
        return range.lowerBound
    }
}
