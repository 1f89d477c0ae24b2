/// Values of one name read at the moment of a scrape, as a collector gives them.
package struct MetricFamily: Sendable {
    /// One value and what tells it from the others of its family. Names and values of labels may be any text.
    package struct Sample: Sendable {
        let labels: [(String, String)]
        let value: Double

        /// A sample; without labels it is the only one of its family.
        package init(_ value: Double, labels: [(String, String)] = []) {
            self.value = value
            self.labels = labels
        }
    }

    let name: String
    let kind: MetricKind
    let help: String
    let samples: [Sample]

    /// A family whose values only grow while the process lives. `_total` is appended to `name` unless it is there.
    package static func counter(_ name: String, help: String, samples: [Sample]) -> MetricFamily {
        MetricFamily(name: MetricName.counter(name), kind: .counter, help: ExpositionText.help(help), samples: samples)
    }

    /// A family whose values go up and down. `name` carries its unit: `_bytes`, `_seconds`.
    package static func gauge(_ name: String, help: String, samples: [Sample]) -> MetricFamily {
        MetricFamily(name: MetricName.plain(name), kind: .gauge, help: ExpositionText.help(help), samples: samples)
    }
}
