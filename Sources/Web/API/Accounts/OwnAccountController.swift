import Domain
import Hummingbird
import JSON
import Services

/// What staff do to their own account.
struct OwnAccountController {
    let ownAccount: OwnAccount

    /// `POST /v1/me/password`
    @Sendable func changePassword(_ request: Request, _ context: SessionContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let (current, new) = try await JSONObjectReader.whole(request) { reader in
            let (current, new) = (reader.needed("current"), reader.needed("new"))
            if (current?.utf8.count ?? 0) > 4 * PasswordRule.most { reader.refuse("current", .tooLong) }
            return current.flatMap { current in new.map { (current, $0) } }
        }
        try await ownAccount.changePassword(context.session, from: current, to: new)
        return Answer.nothing(context.api)
    }

    /// `POST /v1/me/totp`
    @Sendable func secondFactor(_ request: Request, _ context: SessionContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let order = try await JSONObjectReader.whole(request, SecondFactorOrder.read)
        let body: SecondFactorBody
        switch order {
        case .begin(let password):
            body = .pending(try await ownAccount.beginSecondFactor(context.session, password: password))
        case .confirm(let otp):
            body = .active(recovery: try await ownAccount.confirmSecondFactor(context.session, code: otp))
        case .renew(let password, let otp):
            body = .active(recovery: try await ownAccount.renewRecoveryCodes(context.session, password: password, code: otp))
        case .remove(let password, let otp):
            try await ownAccount.removeSecondFactor(context.session, password: password, code: otp)
            body = .none
        }
        return Answer.json(body, to: request, context.api, isPrivate: true)
    }
}

/// What is to become of one's second factor.
enum SecondFactorOrder {
    case begin(password: String)
    case confirm(otp: String)
    case renew(password: String, otp: String)
    case remove(password: String, otp: String)

    /// By the member `action`.
    enum Action: String, CaseIterable {
        case begin, confirm
        case renew = "renew_recovery_codes"
        case remove
    }

    static func read(_ reader: inout JSONObjectReader) -> SecondFactorOrder? {
        guard let action = reader.needed("action") else { return nil }
        guard PlainCode.isPlausible(action), let action = Action(rawValue: action) else {
            reader.refuse("action", .unknownValue)
            return nil
        }
        let password = action == .confirm ? nil : reader.needed("password")
        let otp = action == .begin ? nil : reader.needed("otp")
        if (password?.utf8.count ?? 0) > 4 * PasswordRule.most { reader.refuse("password", .tooLong) }
        switch action {
        case .begin: return password.map { .begin(password: $0) }
        case .confirm: return otp.map { .confirm(otp: $0) }
        case .renew: return password.flatMap { password in otp.map { .renew(password: password, otp: $0) } }
        case .remove: return password.flatMap { password in otp.map { .remove(password: password, otp: $0) } }
        }
    }
}

/// How one's second factor stands now.
private enum SecondFactorBody: JSONWritable {
    case none
    case pending(OwnAccount.Enrolment)
    case active(recovery: [String])

    func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .none: json.member("status", "none")
            case .pending(let enrolment):
                json.member("status", "pending")
                json.member("secret", enrolment.secret)
                json.member("uri", enrolment.uri)
            case .active(let codes):
                json.member("status", "active")
                json.array("recovery_codes", codes)
            }
        }
    }
}
