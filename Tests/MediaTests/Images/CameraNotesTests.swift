import MediaTesting
import Testing

@testable import Media

@Suite struct CameraNotesTests {
    @Test(arguments: [true, false]) func whatACameraNotesIsRead(_ little: Bool) throws {
        let notes = CameraNotes(exif: PictureBytes.cameraNotes(little: little)[...])
        #expect(notes.orientation == 6)
        let place = try #require(notes.coordinates)
        #expect(abs(place.latitude - 21.039442) < 0.000_001 && abs(place.longitude - 105.85) < 0.000_001)
    }

    @Test func theSouthIsBelowTheEquator() throws {
        #expect(try #require(CameraNotes(exif: PictureBytes.cameraNotes(latitude: "S")[...]).coordinates).latitude < -21)
    }

    @Test(arguments: [("X", 21, 1), ("N", 91, 1), ("N", 21, 0)]) func whatIsNoPlaceIsNone(_ side: String, _ degrees: Int, _ below: Int) {
        #expect(CameraNotes(exif: PictureBytes.cameraNotes(latitude: side, degrees: degrees, below: below)[...]).coordinates == nil)
    }

    @Test(arguments: [0, 9, 65_535]) func whatIsNoOrientationIsUpright(_ orientation: Int) {
        #expect(CameraNotes(exif: PictureBytes.cameraNotes(orientation: orientation)[...]).orientation == 1)
    }

    @Test func ourOwnBlockSaysHowToTurn() {
        for orientation in 1...8 {
            #expect(CameraNotes(exif: CameraNotes.block(orientation: orientation)[...]).orientation == orientation)
        }
    }

    @Test func cutOrChangedAnywhereItIsReadOrNotButNeverAFault() {
        let block = PictureBytes.cameraNotes()
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
