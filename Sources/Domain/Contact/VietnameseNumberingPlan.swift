/// The public numbers of Vietnam that a person can be called at (plan of 2017 for landlines, of 2018 for mobiles).
enum VietnameseNumberingPlan {
    /// The current national significant number for one written without its trunk zero; `nil` if it is none.
    static func nationalNumber(_ digits: Substring) -> String? {
        switch digits.count {
        case 9: isMobile(digits) ? String(digits) : nil
        case 10: migratedMobile(digits) ?? (isLandline(digits) ? String(digits) : nil)
        default: nil
        }
    }

    /// 03x, 05x, 07x, 08x, 09x. Which x are in use changes with every operator, so any is accepted.
    private static func isMobile(_ digits: Substring) -> Bool {
        guard let first = digits.first else { return false }
        return "35789".contains(first)
    }

    private static func isLandline(_ digits: Substring) -> Bool {
        areaCodes.contains(String(digits.prefix(2))) || areaCodes.contains(String(digits.prefix(3)))
    }

    private static func migratedMobile(_ digits: Substring) -> String? {
        mobileSuccessors[String(digits.prefix(3))].map { $0 + digits.dropFirst(3) }
    }

    /// Hà Nội 24 and Hồ Chí Minh 28 with eight digits, the others with seven (61 codes of the former provinces).
    private static let areaCodes: Set<String> = {
        let ranges = [203...216, 218...222, 225...229, 232...239, 251...252, 254...263, 269...277, 290...294, 296...297, 299...299]
        return Set(ranges.joined().map(String.init)).union(["24", "28"])
    }()

    /// Prefixes of the mobile numbers shortened from eleven to ten digits in 2018 (trunk zero left out).
    private static let mobileSuccessors = [
        "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
        "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
        "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
        "186": "56", "188": "58", "199": "59",
    ]
}
