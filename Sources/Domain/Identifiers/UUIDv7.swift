package import FoundationEssentials

extension UUID {
    /// A version 7 UUID (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits.
    ///
    /// Ids of later milliseconds sort after earlier ones. Within one millisecond the order is random, also
    /// in one process: nothing may read the order of events from ids. Milliseconds are clamped to 48 bits.
    package static func version7(unixMilliseconds: Int64, using generator: inout some RandomNumberGenerator) -> UUID {
        let time = UInt64(min(max(unixMilliseconds, 0), 0xFFFF_FFFF_FFFF))
        let high = time << 16 | 0x7000 | generator.next() & 0x0FFF
        let low = 0b10 << 62 | generator.next() & (1 << 62 - 1)
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> (56 - 8 * index)) }
        return UUID(
            uuid: (
                byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3), byte(high, 4), byte(high, 5), byte(high, 6), byte(high, 7),
                byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3), byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
            )
        )
    }
}
