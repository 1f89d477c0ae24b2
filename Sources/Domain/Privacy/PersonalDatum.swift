/// What in a text tells who somebody is; raw values are stored and sent.
package enum PersonalDatum: String, Hashable, Sendable, CaseIterable {
    case phone
    case email
    /// Of an identity card: 9 digits (CMND) or 12 (CCCD).
    case identityNumber = "identity_number"
    /// Of a vehicle.
    case plate
    /// What somebody at the desk has marked.
    case marked

    /// What stands in its place in a published text.
    var placeholder: String {
        switch self {
        case .phone: "[đã ẩn số điện thoại]"
        case .email: "[đã ẩn email]"
        case .identityNumber: "[đã ẩn số giấy tờ]"
        case .plate: "[đã ẩn biển số]"
        case .marked: "[đã ẩn]"
        }
    }
}
