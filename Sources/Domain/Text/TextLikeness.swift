/// How alike two texts are, whoever wrote them with marks or without: by the runs of three letters that they have in common.
package enum TextLikeness {
    /// 0, nothing in common, to 1, the same.
    package static func between(_ first: String, _ second: String) -> Double {
        let (one, other) = (runs(of: first), runs(of: second))
        let all = one.union(other).count
        return all == 0 ? 0 : Double(one.intersection(other).count) / Double(all)
    }

    /// As pg_trgm counts them: each word behind two blanks and before one.
    private static func runs(of text: String) -> Set<[Unicode.Scalar]> {
        SearchKey.folded(text).split { !($0.isLetter || $0.isNumber) }.reduce(into: []) { runs, word in
            let scalars: [Unicode.Scalar] = [" ", " "] + Array(word.unicodeScalars) + [" "]
            for start in 0..<(scalars.count - 2) { runs.insert(Array(scalars[start..<(start + 3)])) }
        }
    }
}
