import Domain
import HTTPTypes
import Services

/// Places that are held for as long as somebody at the other end takes. No slow one keeps all others out: most hold a few of them, and
/// some are for staff alone.
struct Places: Sendable {
    /// How many there are.
    let most: Int
    private(set) var taken = 0
    private(set) var refused = 0
    private var held: [PlaceHolder: Int] = [:]

    init(_ most: Int) {
        self.most = most
    }

    var isFull: Bool { taken >= most }

    /// Takes one for somebody if they may have it; where not, that is a refusal.
    mutating func take(for holder: PlaceHolder) -> Bool {
        let own = held[holder, default: 0]
        let open = holder.isStaff ? most : most - most / 8
        guard taken < open, own < max(1, most / holder.part) else {
            refused += 1
            return false
        }
        held[holder] = own + 1
        taken += 1
        return true
    }

    mutating func giveBack(_ holder: PlaceHolder) {
        let rest = held[holder, default: 0] - 1
        held[holder] = rest > 0 ? rest : nil
        taken -= 1
    }
}

/// Whose a place is.
enum PlaceHolder: Hashable, Sendable {
    case staff(String)
    case origin(RequestOrigin)

    /// Who has sent a request.
    init(_ headers: HTTPFields, _ context: APIContext, _ origins: RequestOrigins) {
        self = context.session.map { .staff($0.principal.name.text) } ?? .origin(origins.origin(headers, context))
    }

    fileprivate var isStaff: Bool { if case .staff = self { true } else { false } }

    /// The part of all places that are the most they get: some thousand phones may share an address, a client speaks for a whole city.
    fileprivate var part: Int {
        switch self {
        case .staff, .origin(.address): 4
        case .origin(.client), .origin(.network): 2
        }
    }
}
