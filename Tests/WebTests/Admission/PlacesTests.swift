import Foundation
import Testing

@testable import Web

@Suite struct PlacesTests {
    private static func address(_ number: UInt64) -> PlaceHolder { .origin(.address(IPAddress(high: number, low: 0))) }

    @Test func oneAddressHasAQuarterAndStaffAnEighthForThemselves() {
        var places = Places(16)
        for number: UInt64 in 1...3 {
            for _ in 0..<4 { #expect(places.take(for: Self.address(number)) == true) }
            #expect(places.take(for: Self.address(number)) == false)
        }
        for _ in 0..<2 { #expect(places.take(for: Self.address(4)) == true) }
        #expect(places.take(for: Self.address(4)) == false && places.take(for: Self.address(5)) == false)
        #expect(!places.isFull && places.taken == 14 && places.refused == 5)
        for _ in 0..<2 { #expect(places.take(for: .staff("desk")) == true) }
        #expect(places.take(for: .staff("other")) == false)
        #expect(places.isFull)
        places.giveBack(Self.address(1))
        // Two are for staff, whoever of them has them.
        #expect(places.take(for: Self.address(5)) == false)
        for _ in 0..<2 { places.giveBack(.staff("desk")) }
        #expect(places.take(for: Self.address(5)) == true && places.take(for: Self.address(1)) == false)
    }

    @Test func oneOfStaffHasAQuarterAndAClientHalf() {
        var places = Places(16)
        for _ in 0..<4 { #expect(places.take(for: .staff("desk")) == true) }
        #expect(places.take(for: .staff("desk")) == false)
        let client = PlaceHolder.origin(.client(UUID()))
        for _ in 0..<8 { #expect(places.take(for: client) == true) }
        #expect(places.take(for: client) == false)
    }

    @Test(arguments: 1...9) func whatIsGivenBackIsThereAgain(most: Int) {
        var places = Places(most)
        for _ in 0..<3 {
            var taken = 0
            while places.take(for: .staff("\(taken)")) { taken += 1 }
            #expect(taken == most && places.isFull)
            for number in 0..<most { places.giveBack(.staff("\(number)")) }
            #expect(places.taken == 0)
        }
    }
}
