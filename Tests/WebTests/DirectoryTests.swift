import DatabaseTesting
import Foundation
import Testing

@Suite struct DirectoryTests {
    @Test func unitsComeInPagesWithoutGapOrRepeat() async throws {
        try await APITest.run { api in
            var codes: [String] = []
            var path: String? = "/v1/units?limit=50"
            while let next = path {
                let page = try await api.get(next)
                codes += (0..<(page.count("items") ?? 0)).compactMap { page.string("items.\($0).code") }
                path = page.string("next").flatMap { $0 == "null" ? nil : "/v1/units?limit=50&cursor=\($0)" }
                #expect((page.header("link")?.contains("rel=\"next\"") ?? false) == (path != nil))
            }
            #expect(codes.count == 126)
            #expect(codes == codes.sorted() && Set(codes).count == 126)
            let past = try await api.get("/v1/units?cursor=u99999")
            #expect(past.count("items") == 0)
        }
    }

    @Test func beforeTheReformOtherUnitsHadTheSameCodes() async throws {
        try await APITest.run { api in
            let before = try await api.get("/v1/units/00004?at=2025-06-30")
            #expect(before.string("full_name") == "Phường Trúc Bạch")
            #expect(before.string("valid_to") == "2025-07-01")
            #expect(before.string("valid_from") == "null")
            let after = try await api.get("/v1/units/00004?at=2025-07-01T00:00:00%2B07:00")
            #expect(after.string("full_name") == "Phường Ba Đình")
            #expect(after.string("committee.name") == "Ủy ban nhân dân phường Ba Đình")
            // One second before the Hanoi midnight the old one still stood, however the time is written.
            #expect(try await api.get("/v1/units/00004?at=2025-06-30T16:59:59Z").string("full_name") == "Phường Trúc Bạch")
            #expect(try await api.get("/v1/units/00004?at=2025-07-01T00:00:00+07:00").string("full_name") == "Phường Ba Đình")
            #expect(try await api.get("/v1/units/99999").status == 404)
        }
    }

    @Test func anotherDayHasAnotherTag() async throws {
        try await APITest.run { api in
            let tags = try await [
                api.get("/v1/units/00004?at=2025-06-30"), api.get("/v1/units/00004?at=2025-07-01"),
                api.get("/v1/units/00004?at=2025-07-02"),
            ].map { $0.header("etag") }
            #expect(Set(tags).count == 3)
        }
    }

    @Test func unitsAreAlsoGeoJSON() async throws {
        try await APITest.run { api in
            let accept = ["accept": "application/geo+json"]
            let unit = try await api.get("/v1/units/00004", accept)
            #expect(unit.header("content-type") == "application/geo+json; charset=utf-8")
            #expect(unit.string("type") == "Feature")
            #expect(unit.string("geometry.type") == "MultiPolygon")
            #expect(unit.string("properties.name") == "Ba Đình")
            #expect(unit.number("properties.boundary_version.approximate") == 1)
            let list = try await api.get("/v1/units?limit=3", accept)
            #expect(list.string("type") == "FeatureCollection")
            #expect(list.count("features") == 3)
            #expect(list.header("link")?.contains("cursor=u") == true)
            #expect(try await api.get("/v1/units/00004?at=2020-01-01", accept).string("geometry") == "null")
        }
    }

    @Test func everyUnitsPointLiesInIt() async throws {
        try await APITest.run { api in
            for unit in try HanoiUnits.read() {
                let place = try await api.get("/v1/units/locate?lat=\(unit.latitude ?? 0)&lon=\(unit.longitude ?? 0)")
                #expect(place.string("unit.code") == unit.code)
                #expect(["medium", "low"].contains(place.string("confidence")))
            }
        }
    }

    @Test func aPlaceWithoutAUnitSaysWhy() async throws {
        try await APITest.run { api in
            let saigon = try await api.get("/v1/units/locate?lat=10.77&lon=106.7")
            #expect(saigon.status == 200)
            #expect(saigon.string("unit") == "null")
            #expect(saigon.string("reason") == "outside_area")
            let before = try await api.get("/v1/units/locate?lat=21.0394&lon=105.8363&at=2024-01-01")
            #expect(before.string("reason") == "no_boundaries")
            #expect(try await api.get("/v1/units/locate?lat=105.8&lon=21.0").refusals == ["lat coordinates_swapped"])
            #expect(try await api.get("/v1/units/locate").refusals == ["lat required", "lon required"])
        }
    }

    @Test func theTreeOfCategoriesIsWholeAndInBothLanguages() async throws {
        try await APITest.run { api in
            let tree = try await api.get("/v1/categories")
            let english = try await api.get("/v1/categories", ["accept-language": "en"])
            let groups = try #require(tree.count("items"))
            #expect(groups == 17)
            var leaves = 0
            for group in 0..<groups {
                for leaf in 0..<(tree.count("items.\(group).children") ?? 0) {
                    let path = "items.\(group).children.\(leaf)"
                    #expect(tree.number("\(path).deadline.acknowledge_s") == 28_800)
                    #expect(tree.string("\(path).responsible") != nil)
                    #expect(tree.string("\(path).name") != english.string("\(path).name"))
                    leaves += 1
                }
            }
            #expect(leaves == 68)
            let pothole = try await api.get("/v1/categories/road.pothole")
            #expect(pothole.string("attributes.0.code") == "size")
            #expect(pothole.string("attributes.0.type") == "choice")
            #expect(pothole.string("severity") == "normal")
            #expect(try await api.get("/v1/categories/road").count("children") == 6)
            #expect(try await api.get("/v1/categories/service.conduct").string("responsible") == "coordinator")
            #expect(try await api.get("/v1/categories/nothing").status == 404)
        }
    }
}
