/// What swift-metrics has no place for: the help line of a family and the buckets of its histogram.
package struct MetricDescription: Sendable {
    /// One sentence for the operator, shown after `# HELP`.
    package let help: String
    /// Upper bounds of the buckets in the unit of the name, in any order; nil takes those suited to the unit. Other kinds ignore it.
    package let buckets: [Double]?

    /// Describes a family.
    package init(help: String, buckets: [Double]? = nil) {
        self.help = help
        self.buckets = buckets.map(BucketBounds.normalised)
    }
}
