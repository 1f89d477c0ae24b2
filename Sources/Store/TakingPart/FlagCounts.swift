internal import Domain

/// How often what is public of a report was flagged, as `ViewReader.flags` tells it.
enum FlagCounts {
    static func read(_ text: String) throws -> [FlagReason: Int] {
        let counts: [String: Int] = try EventRecord.read(text)
        return try counts.reduce(into: [:]) { flags, count in
            guard let reason = FlagReason(rawValue: count.key) else { throw StoreError.fault("reason of a flag") }
            flags[reason] = count.value
        }
    }
}
