import Glibc

/// What became of a request.
enum Outcome: UInt8 {
    case accepted, refused, other, unanswered

    init(status: Int) {
        self = (200..<300).contains(status) ? .accepted : status == 503 ? .refused : .other
    }
}

/// A row for each request: when it was due, how late it was sent or, if it never was, given up, how long after it was due it was
/// answered, and how.
struct Outcomes {
    private var due: [Double] = []
    private var late: [Double] = []
    private var took: [Double] = []
    private var outcome: [UInt8] = []
    private var toldWhen: [UInt8] = []

    /// Of an arrival that has just been answered or given up.
    mutating func add(_ arrival: Arrival, _ outcome: Outcome, toldWhen: Bool) {
        let now = monotonicSeconds()
        due.append(arrival.due)
        late.append((arrival.sent ?? now) - arrival.due)
        took.append(now - arrival.due)
        self.outcome.append(outcome.rawValue)
        self.toldWhen.append(toldWhen ? 1 : 0)
    }

    /// Writes the columns one after the other, each after the count of its rows in eight bytes. Tells whether it could.
    func write(to path: String) -> Bool {
        guard let file = fopen(path, "wb") else { return false }
        let isWritten =
            Self.write(due, file) && Self.write(late, file) && Self.write(took, file)
            && Self.write(outcome, file) && Self.write(toldWhen, file)
        return fclose(file) == 0 && isWritten
    }

    private static func write<Value: BitwiseCopyable>(_ column: [Value], _ file: UnsafeMutablePointer<FILE>) -> Bool {
        var count = UInt64(column.count).littleEndian
        return fwrite(&count, 8, 1, file) == 1 && fwrite(column, MemoryLayout<Value>.stride, column.count, file) == column.count
    }
}
