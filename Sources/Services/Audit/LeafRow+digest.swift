internal import Crypto
internal import Domain
internal import Foundation
internal import Store

extension LeafRow {
    /// The digest that is sealed. Without `inner` it can still be found from that one's digest: so a public event is recomputed by anybody.
    var digest: Data {
        Self.digest(outer: outer, inner: Data(SHA256.hash(data: Data(inner.utf8))))
    }

    /// The same from the digest of what is not public.
    static func digest(outer: String, inner: Data) -> Data {
        MerkleTree.leaf(Data("\(outer)\n\(inner.hexadecimal)".utf8))
    }
}
