import Domain
import Testing

@Suite struct MeasureTests {
    @Test func everyMeasureHasANameOfItsOwn() {
        let names = Measure.allCases.map(\.rawValue)
        #expect(Set(names).count == names.count)
        for measure in Measure.allCases { #expect(Measure(rawValue: measure.rawValue) == measure) }
        #expect(names.contains("refused.state_secret") && names.contains("rated.acceptable") && names.contains("resolve.met_extended"))
        #expect(Measure(rawValue: "refused") == nil)
    }

    @Test func onlyUsedTimeIsADuration() {
        #expect(Measure.allCases.filter(\.isDuration).map(\.rawValue) == ["acknowledge.used", "resolve.used"])
    }
}
