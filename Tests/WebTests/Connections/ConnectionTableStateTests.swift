import RandomTesting
import Testing

@testable import Web

@Suite struct ConnectionTableStateTests {
    @Test func whoHasWaitedLongestMakesRoom() {
        var table = ConnectionTableState<Int>(maximum: 3, maximumPerAddress: 3)
        for id in 0..<3 { #expect(table.enter(id, from: nil) { _ in nil } == .accept) }
        #expect(table.enter(3, from: nil) { [0: 5, 1: 2, 2: 9][$0] } == .acceptInPlace(of: 1))
        // It has to go once only, and is no longer counted.
        #expect(table.count == 3)
        #expect(table.enter(4, from: nil) { [0: 5, 1: 2, 2: 9, 3: 20][$0] } == .acceptInPlace(of: 0))
        table.leave(1)
        table.leave(0)
        #expect(table.count == 3)
        table.leave(2)
        #expect(table.enter(5, from: nil) { _ in nil } == .accept)
    }

    @Test func whoIsBeingAnsweredIsNotClosedForOthers() {
        var table = ConnectionTableState<Int>(maximum: 2, maximumPerAddress: 2)
        for id in 0..<2 { #expect(table.enter(id, from: nil) { _ in nil } == .accept) }
        #expect(table.enter(2, from: nil) { _ in nil } == .refuse)
        table.leave(2)
        #expect(table.count == 2)
    }

    @Test func oneAddressMakesRoomAmongItsOwn() throws {
        let one = try #require(IPAddress("192.0.2.1"))
        let other = try #require(IPAddress("192.0.2.2"))
        var table = ConnectionTableState<Int>(maximum: 100, maximumPerAddress: 2)
        #expect(table.enter(0, from: other) { _ in nil } == .accept)
        for id in 1...2 { #expect(table.enter(id, from: one) { _ in nil } == .accept) }
        #expect(table.enter(3, from: one) { [0: 1, 1: 8, 2: 7][$0] } == .acceptInPlace(of: 2))
        #expect(table.enter(4, from: one) { _ in nil } == .refuse)
        #expect(table.enter(5, from: other) { _ in nil } == .accept)
        for id in 6..<20 { #expect(table.enter(id, from: nil) { _ in nil } == .accept) }
    }

    /// Whatever comes and goes: never more than the bounds, and refused only when nobody could make room.
    @Test func keepsItsBounds() throws {
        var random = SplitMix64(seed: 11)
        let addresses = try ["192.0.2.1", "192.0.2.2", "2001:db8::1"].map { try #require(IPAddress($0)) }
        var table = ConnectionTableState<Int>(maximum: 10, maximumPerAddress: 4)
        var staying: [Int: (address: IPAddress, since: Int64?)] = [:]
        for id in 0..<5_000 {
            if Bool.random(using: &random), let gone = staying.keys.sorted().randomElement(using: &random) {
                table.leave(gone)
                staying[gone] = nil
            }
            let address = try #require(addresses.randomElement(using: &random))
            let decision = table.enter(id, from: address) { staying[$0]?.since }
            let ownCount = staying.values.count { $0.address == address }
            if case .acceptInPlace(let victim) = decision { #expect(staying.removeValue(forKey: victim)?.since != nil) }
            if decision == .refuse {
                let candidates = staying.values.filter { ownCount < 4 || $0.address == address }
                #expect((ownCount >= 4 || staying.count >= 10) && candidates.allSatisfy { $0.since == nil })
            } else {
                staying[id] = (address, Bool.random(using: &random) ? Int64(id) : nil)
            }
            #expect(table.count == staying.count && staying.count <= 10)
        }
    }
}
