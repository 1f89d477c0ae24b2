import Domain
import Foundation
import Testing

/// P13 and P17–P20 over seeded random histories, against a walk of the state timeline. Disagreements are collected and checked once.
struct FoldLawTests {
    /// Ticks of ten minutes, so that 20,000 histories of days can be walked.
    @Test func foldsAgreeWithTheWalkOfTheTimeline() throws {
        let city = try RandomCity(tick: 600, days: 40)
        var random = SplitMix64(seed: 21)
        var disagreements: [String] = []
        for number in 0..<20_000 {
            let history = city.history(&random)
            disagreements += try city.disagreements(history, number)
            if disagreements.count > 5 { break }
        }
        #expect(disagreements.isEmpty)
    }

    /// The same minute by minute.
    @Test func foldsAgreeWithTheMinuteWalkOfTheTimeline() throws {
        let city = try RandomCity(tick: 60, days: 12)
        var random = SplitMix64(seed: 22)
        var disagreements: [String] = []
        for number in 0..<300 { disagreements += try city.disagreements(city.history(&random), number) }
        #expect(disagreements.isEmpty)
    }
}
