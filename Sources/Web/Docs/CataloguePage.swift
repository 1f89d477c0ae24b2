import Domain
import Services

/// Categories and their time limits as people read and print them, in one language.
struct CataloguePage: Pages.Content {
    static let template = "catalogue"

    struct Group {
        let code: String
        let name: String
        let leaves: [Leaf]
    }

    struct Leaf {
        let code: String
        let name: String
        let severity: String
        let privacy: String?
        /// In working hours.
        let acknowledge: String
        let resolve: String
        let responsible: String
        /// Whether the city has confirmed the limits.
        let standing: String
        let bases: [String]
        /// Numbers to call in danger.
        let call: String?
    }

    struct Words {
        let category, severity, acknowledge, resolve, responsible, basis, call: String
    }

    let language: String
    let title: String
    let intro: String
    let words: Words
    let groups: [Group]

    init(_ groups: [(group: CategoryDetails, leaves: [CategoryDetails])], epoch: Int, _ language: Language) {
        func word(_ vi: String, _ en: String) -> String { BilingualText(vi: vi, en: en)[language] }
        self.language = language.rawValue
        title = word("Danh mục lĩnh vực và thời hạn", "Categories and time limits")
        intro = word(
            "Thời hạn tính bằng giờ làm việc. “Tạm tính”: Thành phố chưa xác nhận. Bản danh mục số \(epoch).",
            "Limits are in working hours. “Placeholder”: not confirmed by the city. Catalogue number \(epoch)."
        )
        words = Words(
            category: word("Lĩnh vực", "Category"),
            severity: word("Mức độ", "Severity"),
            acknowledge: word("Tiếp nhận trong", "Acknowledged within"),
            resolve: word("Giải quyết trong", "Resolved within"),
            responsible: word("Cơ quan phụ trách", "Responsible desk"),
            basis: word("Căn cứ", "Legal basis"),
            call: word("Khẩn cấp gọi", "In danger call")
        )
        self.groups = groups.map { group, leaves in
            Group(code: group.category.code, name: group.category.name[language], leaves: leaves.map { Leaf($0, language) })
        }
    }
}

extension CataloguePage.Leaf {
    init(_ details: CategoryDetails, _ language: Language) {
        let category = details.category
        code = category.code
        name = category.name[language]
        severity = category.treatment?.severity.label[language] ?? ""
        privacy = category.treatment?.sensitivity.label?[language]
        acknowledge = details.policy.map { Self.hours($0.acknowledgeSeconds, language) } ?? "–"
        resolve = details.policy.map { Self.hours($0.resolveSeconds, language) } ?? "–"
        responsible = details.responsible?.label[language] ?? "–"
        let confirmed = BilingualText(vi: "Đã xác nhận.", en: "Confirmed.")
        let placeholder = BilingualText(vi: "Tạm tính.", en: "Placeholder.")
        standing = (details.policy?.confirmed == true ? confirmed : placeholder)[language]
        bases = [details.policy?.legalBasis, category.legalBasis].compactMap(\.self)
        let numbers = category.emergencyNumbers.map { number in
            EmergencyNotice.label(number).map { "\(number) (\($0[language]))" } ?? number
        }
        call = numbers.isEmpty ? nil : numbers.joined(separator: ", ")
    }

    private static func hours(_ seconds: Int64, _ language: Language) -> String {
        let (hours, minutes) = ((seconds + 59) / 60).quotientAndRemainder(dividingBy: 60)
        let whole = BilingualText(vi: "\(hours) giờ", en: "\(hours) h")
        let rest = BilingualText(vi: " \(minutes) phút", en: " \(minutes) min")
        return whole[language] + (minutes == 0 ? "" : rest[language])
    }
}

extension Severity {
    /// What people read.
    var label: BilingualText {
        switch self {
        case .urgent: BilingualText(vi: "Khẩn cấp", en: "Urgent")
        case .normal: BilingualText(vi: "Bình thường", en: "Normal")
        case .complex: BilingualText(vi: "Phức tạp", en: "Complex")
        }
    }
}

extension Sensitivity {
    /// What is held back from the public; nil where nothing is.
    fileprivate var label: BilingualText? {
        switch self {
        case .listed: nil
        case .coarse: BilingualText(vi: "Công khai đến đơn vị.", en: "The public sees the unit only.")
        case .unlisted: BilingualText(vi: "Không công khai.", en: "Not public.")
        }
    }
}

extension AgencyKind {
    /// What people read.
    fileprivate var label: BilingualText {
        switch self {
        case .committee: BilingualText(vi: "Ủy ban nhân dân phường, xã", en: "Committee of the ward or commune")
        case .police: BilingualText(vi: "Công an phường, xã", en: "Police of the ward or commune")
        case .department: BilingualText(vi: "Sở, ngành", en: "Department of the city")
        case .company: BilingualText(vi: "Doanh nghiệp dịch vụ công", en: "Public service company")
        case .coordinator: BilingualText(vi: "Điều phối của Thành phố", en: "The city's coordinator")
        case .training, .trainingCoordinator: BilingualText(vi: "Bàn thực hành", en: "Practice desk")
        }
    }
}
