/// What somebody reads private data for: the closed list they choose from.
package enum ReadingPurpose: String, Hashable, Sendable, CaseIterable {
    /// To have the report dealt with; unless told, it is this.
    case handling
    /// To see to it that others deal with it.
    case supervision
    /// To answer a complaint, a court or an inspection.
    case complaint
    /// To answer the person whose data they are.
    case dataRequest = "data_request"
    /// To find out about a fault or an attack.
    case incident
}
