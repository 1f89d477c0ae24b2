/// How much there was on each day, kept so that any stretch of days is summed in no time.
struct FigureSeries {
    /// Days since 1970 on which there was any, in order.
    private var days: [Int32] = []
    /// With each, the sum up to and with it.
    private var sums: [Int32] = []

    /// All of it.
    var total: Int { sums.last.map(Int.init) ?? 0 }

    /// The sum of all days before one.
    func sum(before day: Int) -> Int {
        let index = place(of: day)
        return index == 0 ? 0 : Int(sums[index - 1])
    }

    /// The sum of a stretch of days.
    func sum(_ days: Range<Int>) -> Int { sum(before: days.upperBound) - sum(before: days.lowerBound) }

    /// Adds to a day: in no time to the last one or behind it, where nearly all is added.
    mutating func add(_ count: Int, on day: Int) {
        guard count != 0 else { return }
        let index = place(of: day)
        if index == days.count || Int(days[index]) != day {
            days.insert(Int32(clamping: day), at: index)
            sums.insert(index == 0 ? 0 : sums[index - 1], at: index)
        }
        for later in index..<sums.count { sums[later] += Int32(clamping: count) }
    }

    /// Forgets what there was on a day.
    mutating func clear(_ day: Int) { add(-sum(day..<day + 1), on: day) }

    /// The first day there is that is not before one.
    private func place(of day: Int) -> Int {
        var range = 0..<days.count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if Int(days[middle]) < day { range = middle + 1..<range.upperBound } else { range = range.lowerBound..<middle }
        }
        return range.lowerBound
    }
}
