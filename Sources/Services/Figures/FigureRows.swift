internal import Domain
internal import FoundationEssentials

/// Puts figures of a dimension into rows, in the dimension's order.
struct FigureRows {
    struct Row {
        let object: FigureRowObject
        let figures: FigureSet
        let before: FigureSet
    }

    private let dimension: FigureDimension
    private let catalog: ReferenceCatalog
    private let scope: FigureScope
    /// Categories that have one row together.
    private let folded: Set<UUID>

    init(_ dimension: FigureDimension, _ catalog: ReferenceCatalog, _ scope: FigureScope, _ folded: Set<UUID>) {
        self.dimension = dimension
        self.catalog = catalog
        self.scope = scope
        self.folded = folded
    }

    /// Every unit and category there is has a row, and every one that is no more and every desk that something was counted for.
    func rows(_ figures: Figures.Sets, _ before: Figures.Sets) -> [Row] {
        func row(_ object: FigureRowObject, _ name: String?) -> Row {
            Row(object: object, figures: figures[name] ?? FigureSet(), before: before[name] ?? FigureSet())
        }
        let counted = Set(figures.keys).union(before.keys)
        switch dimension {
        case .city: return []
        case .unit:
            let named = scope.isOfUnknownUnit ? [] : scope.units
            let units = named.map { ids in catalog.units.values.filter { ids.contains($0.id) } }
            let known = units ?? catalog.units.values.filter { $0.validTo == nil || counted.contains(Figures.name($0.id)) }
            let unknown = counted.contains(nil) ? [row(.unit(nil), nil)] : []
            return known.sorted { ($0.code, $0.validFrom) < ($1.code, $1.validFrom) }.map { row(.unit($0), Figures.name($0.id)) } + unknown
        case .category:
            let former = catalog.formerCategories.filter { counted.contains(Figures.name($0.id)) }
            let leaves = (catalog.categories + former).filter { leaf in
                leaf.treatment != nil && !folded.contains(leaf.id) && !scope.leavingOut.contains(leaf.id)
                    && scope.categories.map { $0.contains(leaf.id) } ?? true
            }
            let rest = scope.isWhole && !folded.isEmpty ? [foldedRow(figures, before)] : []
            return leaves.map { row(.category($0), Figures.name($0.id)) } + rest
        case .agency:
            return catalog.agencies.values.filter { counted.contains(Figures.name($0.id)) && !$0.kind.isForPractice }
                .sorted { $0.code < $1.code }
                .map { row(.agency($0), Figures.name($0.id)) }
        case .severity: return Severity.allCases.map { row(.severity($0), $0.rawValue) }
        case .channel: return Channel.allCases.map { row(.channel($0), $0.rawValue) }
        }
    }

    private func foldedRow(_ figures: Figures.Sets, _ before: Figures.Sets) -> Row {
        func sum(_ sets: Figures.Sets) -> FigureSet {
            folded.compactMap { sets[Figures.name($0)] }.reduce(into: FigureSet()) { sum, set in
                sum.tally.add(set.tally)
                sum.open += set.open
                sum.overdue += set.overdue
            }
        }
        return Row(object: .category(nil), figures: sum(figures), before: sum(before))
    }
}
