import Domain
import Foundation
import Testing

@Suite struct ChangeCursorTests {
    private static let mark = Data([0, 1, 0x7F, 0x80, 0xFE, 0xFF])

    @Test(arguments: ChangeScope.allCases, [0, 1, 255, 256, 1 << 31, 1 << 55, 1 << 56])
    func whatIsWrittenIsRead(scope: ChangeScope, position: Int) {
        let cursor = ChangeCursor(scope, ChangePlace(position: position, mark: Self.mark))
        #expect(cursor.text.utf8.count == 20 && cursor.text.utf8.allSatisfy { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "+") })
        #expect(ChangeCursor(cursor.text) == cursor)
    }

    @Test func cursorsAreToldApart() {
        let places = [ChangePlace.beginning, ChangePlace(position: 7, mark: Self.mark), ChangePlace(position: 7, mark: Data(count: 6))]
        let texts = ChangeScope.allCases.flatMap { scope in places.map { ChangeCursor(scope, $0).text } }
        #expect(Set(texts).count == texts.count)
    }

    @Test(arguments: [
        "", "x", "now", "AAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAA+AAAAAAAA/",
        "AAAAAAAAAAAAAAAAAAA ",
        "BAAAAAAAAAAAAAAAAAAA", "AP______________AAAA", "AAH_____________AAAA", "ẠAAAAAAAAAAAAAAAAAA",
    ])
    func whatIsNoneIsNoneNorTrapped(text: String) {
        #expect(ChangeCursor(text) == nil)
    }
}
