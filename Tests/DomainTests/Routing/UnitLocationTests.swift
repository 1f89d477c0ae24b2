import Domain
import FoundationEssentials
import Testing

@Suite struct UnitLocationTests {
    @Test func thePointLiesInTheUnitThatCoversIt() throws {
        let location = try #require(locate([near("00002", covers: true, 150), near("00001", covers: false, 120)]))
        #expect(location.unit.code == "00002")
        #expect(location.confidence == .high)
        #expect(location.distanceToBorderM == 150)
        #expect(location.candidates.isEmpty)
        #expect(!location.isOutside)
    }

    @Test func onASharedEdgeTheLowestCodeHasIt() throws {
        let units = [near("00003", covers: true, 0), near("00001", covers: true, 0), near("00002", covers: true, 0)]
        for order in [units, units.reversed()] {
            let location = try #require(locate(order))
            #expect(location.unit.code == "00001")
            #expect(location.candidates.map(\.unit.code) == ["00002", "00003"])
            #expect(location.confidence == .medium)
        }
    }

    /// 30 m, or the pin's accuracy where that is larger, but never more than 200 m.
    @Test(arguments: [(nil, 30.0, 1), (nil, 30.1, 0), (10, 30, 1), (80, 80, 1), (80, 81, 0), (5_000, 199, 1), (5_000, 201, 0)])
    func candidatesLieWithinTheRadius(accuracy: Double?, distance: Double, count: Int) throws {
        let location = try #require(locate([near("00001", covers: true, nil), near("00002", covers: false, distance)], accuracy: accuracy))
        #expect(location.candidates.count == count)
    }

    @Test func outsideTheNearestUnitVerifies() throws {
        let location = try #require(locate([near("00002", covers: false, 400), near("00001", covers: false, 410)]))
        #expect(location.unit.code == "00002")
        #expect(location.isOutside)
        #expect(location.confidence == .low)
        #expect(locate([]) == nil)
    }

    @Test func approximateBoundariesAreNeverSure() throws {
        #expect(try #require(locate([near("00001", covers: true, nil)], approximate: true)).confidence == .medium)
        let contested = try #require(locate([near("00001", covers: true, 5), near("00002", covers: false, 5)], approximate: true))
        #expect(contested.confidence == .low)
    }

    @Test func aVaguePinIsNotSureEither() throws {
        #expect(try #require(locate([near("00001", covers: true, nil)], accuracy: 500)).confidence == .medium)
    }

    private func locate(_ nearby: [NearbyUnit], accuracy: Double? = nil, approximate: Bool = false) -> UnitLocation? {
        UnitLocation.resolve(nearby, accuracyM: accuracy, approximate: approximate)
    }

    private func near(_ code: String, covers: Bool, _ distance: Double?) -> NearbyUnit {
        NearbyUnit(unit: .fixture(code), covers: covers, distanceM: distance)
    }
}

extension AdministrativeUnit {
    /// A ward by its code; the same code is the same unit.
    static func fixture(_ code: String) -> AdministrativeUnit {
        let name = BilingualText(vi: code, en: code)
        let number = UInt8(code.suffix(2)) ?? 0
        return AdministrativeUnit(
            id: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number)),
            code: code,
            kind: .ward,
            name: name,
            fullName: name,
            validFrom: CivilDate(daysSince1970: 0)
        )
    }
}
