internal import Logging

/// Something the registry could not do as asked. Recording goes on without harm to the caller; the operator reads one line about it.
enum RegistryNotice: Hashable, Sendable {
    /// The family is full: later series are counted together under `overflow="true"`.
    case seriesLimit(family: String)
    /// The name, or a sample name within it, belongs to a family of another kind: what is recorded is not exposed.
    case nameTaken(family: String, by: String)
    /// There are too many families: what is recorded under further names is not exposed.
    case familyLimit

    func log(to logger: Logger) {
        switch self {
        case .seriesLimit(let family):
            logger.warning("metric has too many series, further ones are counted together", metadata: ["metric": "\(family)"])
        case .nameTaken(let family, let owner):
            logger.warning("metric name is taken by another kind, not exposed", metadata: ["metric": "\(family)", "taken_by": "\(owner)"])
        case .familyLimit:
            logger.warning("too many metric names, further ones are not exposed")
        }
    }
}
