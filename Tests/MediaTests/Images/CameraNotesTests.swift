import Testing

@testable import Media

@Suite struct CameraNotesTests {
    /// A TIFF block with a main directory, one for the camera and one for the place, in either order of bytes.
    static func block(little: Bool = true, orientation: Int = 6, latitude: String = "N", degrees: Int = 21, below: Int = 1) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] { little ? Bytes.little(value, count) : Bytes.big(value, count) }
        func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: [UInt8]) -> [UInt8] {
            number(tag, 2) + number(type, 2) + number(count, 4) + value + [UInt8](repeating: 0, count: 4 - value.count)
        }
        // 8: header; 8…50: main; 50…68: camera; 68…122: place; then values.
        var bytes: [UInt8] = (little ? [0x49, 0x49, 0x2A, 0] : [0x4D, 0x4D, 0, 0x2A]) + number(8, 4)
        bytes += number(3, 2) + entry(0x0112, 3, 1, number(orientation, 2)) + entry(0x8769, 4, 1, number(50, 4))
        bytes += entry(0x8825, 4, 1, number(68, 4)) + number(0, 4)
        bytes += number(1, 2) + entry(0x9003, 2, 20, number(122, 4)) + number(0, 4)
        bytes += number(4, 2) + entry(1, 2, 2, Array(latitude.utf8) + [0]) + entry(2, 5, 3, number(142, 4))
        bytes += entry(3, 2, 2, Array("E".utf8) + [0]) + entry(4, 5, 3, number(166, 4)) + number(0, 4)
        bytes += Array("2026:11:25 08:30:07\0".utf8)
        for value in [degrees, below, 2, 1, 2_199, 100] + [105, 1, 51, 1, 0, 0] { bytes += number(value, 4) }
        return bytes
    }

    @Test(arguments: [true, false]) func whatACameraNotesIsRead(_ little: Bool) throws {
        let notes = CameraNotes(exif: Self.block(little: little)[...])
        #expect(notes.orientation == 6)
        #expect(notes.takenAt == "2026-11-25T08:30:07")
        let place = try #require(notes.coordinates)
        #expect(abs(place.latitude - 21.039442) < 0.000_001 && abs(place.longitude - 105.85) < 0.000_001)
    }

    @Test func theSouthIsBelowTheEquator() throws {
        #expect(try #require(CameraNotes(exif: Self.block(latitude: "S")[...]).coordinates).latitude < -21)
    }

    @Test(arguments: [("X", 21, 1), ("N", 91, 1), ("N", 21, 0)]) func whatIsNoPlaceIsNone(_ side: String, _ degrees: Int, _ below: Int) {
        #expect(CameraNotes(exif: Self.block(latitude: side, degrees: degrees, below: below)[...]).coordinates == nil)
    }

    @Test(arguments: [0, 9, 65_535]) func whatIsNoOrientationIsUpright(_ orientation: Int) {
        #expect(CameraNotes(exif: Self.block(orientation: orientation)[...]).orientation == 1)
    }

    @Test func ourOwnBlockSaysHowToTurn() {
        for orientation in 1...8 {
            #expect(CameraNotes(exif: CameraNotes.block(orientation: orientation)[...]).orientation == orientation)
        }
    }

    @Test func cutOrChangedAnywhereItIsReadOrNotButNeverAFault() {
        let block = Self.block()
        for end in 0...block.count { _ = CameraNotes(exif: block[..<end]) }
        for index in block.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var changed = block
                changed[index] = value
                _ = CameraNotes(exif: changed[...])
            }
        }
    }
}
