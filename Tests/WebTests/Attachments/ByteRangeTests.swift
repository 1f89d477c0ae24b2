import Testing

@testable import Web

@Suite struct ByteRangeTests {
    @Test(
        arguments: [
            (nil, ByteRange.whole), ("bytes=0-", .part(0..<100)), ("bytes=0-0", .part(0..<1)), ("bytes=10-19", .part(10..<20)),
            ("Bytes=90-200", .part(90..<100)), ("bytes=-5", .part(95..<100)), ("bytes=-500", .part(0..<100)),
            ("bytes=99-", .part(99..<100)),
            ("bytes=100-", .unsatisfiable), ("bytes=100-200", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=99999999999999999999-", .unsatisfiable), ("bytes=0-99999999999999999999", .part(0..<100)),
            ("bytes=5-4", .whole), ("bytes=-", .whole), ("bytes=0-1,3-4", .whole), ("bytes= 0-1", .whole), ("bytes=a-b", .whole),
            ("bytes=+1-2", .whole), ("items=0-1", .whole), ("", .whole), ("bytes=0-1-2", .whole),
        ] as [(String?, ByteRange)]
    )
    func rangesAreReadByTheStandard(header: String?, range: ByteRange) {
        #expect(ByteRange(header, size: 100) == range)
    }
}
