/// Why something about accounts, teams and templates cannot be done; raw values are sent.
package enum AccountRefusal: String, Error, Hashable, Sendable, CaseIterable {
    /// The name is another account's, or was.
    case usernameTaken = "username_taken"
    /// The city has had its first administrator.
    case administratorThere = "administrator_there"
    /// Without them nobody could look after accounts any more.
    case lastAdministrator = "last_administrator"
    /// Roles of the city stand at the coordinator's desk alone.
    case cityRoleElsewhere = "city_role_elsewhere"
    /// The account is disabled: enable it first.
    case disabled = "account_disabled"
    /// Another team of the desk has the name.
    case teamNameTaken = "team_name_taken"
    /// Another template of the desk has the title.
    case templateTitleTaken = "template_title_taken"
    /// The desk has as many templates as one may have.
    case tooManyTemplates = "too_many_templates"
    /// Somebody who is to be in a team works at another desk.
    case foreignMember = "foreign_member"
    /// A second factor is in use already.
    case secondFactorInUse = "second_factor_in_use"
    /// No second factor is being set up.
    case secondFactorMissing = "second_factor_missing"
    /// The account has an identity at the provider already.
    case identityLinked = "identity_linked"
    /// Whoever has come back from the provider is linked to another account.
    case identityTaken = "identity_taken"
    /// What has come back from the provider does not show who came, or was used.
    case identityUnproven = "identity_unproven"
}

extension AccountRefusal {
    /// What people read.
    package var text: BilingualText {
        switch self {
        case .usernameTaken: BilingualText(vi: "Tên đăng nhập đã có người dùng.", en: "The username is taken.")
        case .administratorThere:
            BilingualText(vi: "Thành phố đã có quản trị viên đầu tiên.", en: "The city has had its first administrator.")
        case .lastAdministrator:
            BilingualText(vi: "Đây là quản trị viên Thành phố cuối cùng.", en: "This is the last administrator of the city.")
        case .cityRoleElsewhere:
            BilingualText(
                vi: "Vai trò cấp Thành phố chỉ ở đầu mối điều phối.",
                en: "Roles of the city stand at the coordinator's desk alone."
            )
        case .disabled: BilingualText(vi: "Tài khoản đã bị khóa; hãy mở lại trước.", en: "The account is disabled; enable it first.")
        case .teamNameTaken: BilingualText(vi: "Cơ quan đã có tổ tên này.", en: "The desk has a team of that name.")
        case .templateTitleTaken: BilingualText(vi: "Cơ quan đã có mẫu trả lời tên này.", en: "The desk has a template of that title.")
        case .tooManyTemplates:
            BilingualText(
                vi: "Cơ quan đã có đủ số mẫu trả lời; hãy bỏ bớt.",
                en: "The desk has all the templates it may have: take some away."
            )
        case .foreignMember: BilingualText(vi: "Có người không thuộc cơ quan này.", en: "Somebody works at another desk.")
        case .secondFactorInUse: BilingualText(vi: "Đã có xác thực hai bước.", en: "A second factor is in use.")
        case .secondFactorMissing: BilingualText(vi: "Chưa bắt đầu cài xác thực hai bước.", en: "No second factor is being set up.")
        case .identityLinked:
            BilingualText(
                vi: "Tài khoản đã liên kết với nhà cung cấp này; hãy bỏ liên kết cũ trước.",
                en: "The account has an identity at this provider: take that away first."
            )
        case .identityTaken:
            BilingualText(
                vi: "Danh tính này đã liên kết với tài khoản khác.",
                en: "The identity is linked to another account."
            )
        case .identityUnproven:
            BilingualText(
                vi: "Nhà cung cấp không xác nhận được danh tính, hoặc lần này đã dùng; hãy bắt đầu lại.",
                en: "The provider does not confirm who came, or this was used already: begin anew."
            )
        }
    }
}
