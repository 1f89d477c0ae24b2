package import Domain

/// Something read together with the epoch of the reference tables at that moment.
package enum EpochRead<Value: Sendable>: Sendable {
    case read(Value)
    /// Nothing was read, for want of that epoch's catalogue.
    case catalogMissing(epoch: Int)
}

/// Gives the catalogue of an epoch, if it has that one; waits for nothing.
package typealias CatalogOfEpoch = @Sendable (Int) -> ReferenceCatalog?
