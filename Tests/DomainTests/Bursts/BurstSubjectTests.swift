import Foundation
import Testing

@testable import Domain

/// What reports have in common.
@Suite struct BurstSubjectTests {
    private static func subjects(
        _ description: String = "Ổ gà sâu",
        category: String = "road.pothole",
        at pin: Pin? = Pin(latitude: 21.0285, longitude: 105.8542),
        from party: FilingParty = FilingParty()
    ) -> [BurstKind: String] {
        let submission = ReportSubmission(category: category, description: description, pin: pin)
        return Dictionary(uniqueKeysWithValues: submission.burstSubjects(from: party).map { ($0.kind, $0.subject) })
    }

    @Test func textsAreComparedWithoutCaseAndMarks() {
        let text = Self.subjects()[.text]
        for same in ["ổ gà sâu", "O GA SAU", "Ổ gà sâu".decomposedStringWithCanonicalMapping] {
            #expect(Self.subjects(same)[.text] == text)
        }
        #expect(Self.subjects("Ổ gà nông")[.text] != text)
        let long = String(repeating: "ơ", count: 300)
        #expect(Self.subjects(long + "a")[.text] == Self.subjects(long + "b")[.text])
        #expect(Self.subjects("")[.text] == nil)
    }

    /// Two pins of one square are at most its diagonal apart, and a walk of 3 km crosses ten of them.
    @Test func areasAreSquaresOf300Metres() throws {
        let north = (0..<300).map { Self.subjects(at: Pin(latitude: 21.0285 + Double($0) * 10 / 110_700, longitude: 105.8542))[.area] }
        let east = (0..<300).map { Self.subjects(at: Pin(latitude: 21.0285, longitude: 105.8542 + Double($0) * 10 / 103_900))[.area] }
        for walk in [north, east] {
            #expect((10...11).contains(Set(walk).count))
            for square in Set(walk) { #expect((1...31).contains(walk.count { $0 == square })) }
        }
        #expect(Self.subjects(category: "light.out")[.area] != Self.subjects()[.area])
        #expect(Self.subjects(at: nil)[.area] == nil)
        #expect(Self.subjects(at: Pin(latitude: 10.8, longitude: 106.7))[.area] == nil)
        for hostile in [Pin(latitude: .infinity, longitude: .nan), Pin(latitude: 1e300, longitude: -1e300)] {
            #expect(Self.subjects(at: hostile)[.area] == nil)
        }
    }

    @Test func kindsAreNeverMistakenForEachOther() {
        let subjects = Self.subjects(from: FilingParty(network: "a", device: UUID()))
        #expect(Set(subjects.keys) == [.area, .device, .text])
        #expect(Set(subjects.values).count == 3)
    }
}
