import Domain

extension Editor {
    /// Who does something, by the name given as an argument.
    static func argument(_ name: String) throws -> Editor {
        .commandLine(try PrincipalName.argument(name))
    }
}
