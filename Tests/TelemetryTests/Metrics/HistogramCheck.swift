import Testing

/// What must hold of every histogram, whatever was recorded: bounds ascend, counts are cumulative, the last bucket is open and
/// equals the count, and each series has one sum.
func expectSound(_ family: Exposition.Family) {
    let series = Dictionary(grouping: family.samples) { $0.labels.filter { $0.key != "le" } }
    for (labels, samples) in series {
        let buckets = samples.filter { $0.name == family.name + "_bucket" }
        let bounds = buckets.map { $0.labels["le"].map(bound) ?? .nan }
        #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "\(labels)")
        #expect(bounds.last == .infinity)
        #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0.value <= $1.value }, "\(labels)")
        #expect(samples.filter { $0.name == family.name + "_count" }.map(\.value) == [buckets.last?.value])
        #expect(samples.filter { $0.name == family.name + "_sum" }.count == 1)
    }
}

private func bound(_ text: String) -> Double {
    text == "+Inf" ? .infinity : Double(text) ?? .nan
}
