internal import Domain

extension CalendarChange {
    /// Days of exceptions one calendar or unit may have.
    private static var mostExceptions: Int { CalendarFile.mostEntries }

    /// The change with its texts as they are kept. Throws `invalid` with every field at fault; hours and days are judged by the
    /// publish checks.
    func checked() throws(ServiceError) -> CalendarChange {
        var change = self
        var errors: [FieldError] = []
        func check(_ text: String?, _ pointer: String) -> String? {
            guard let text else { return nil }
            do throws(FreeTextError) { return try CalendarFile.name.check(text) } catch {
                errors.append(FieldError(pointer, FieldErrorCode(error)))
                return nil
            }
        }
        change.nameVi = check(nameVi, "/name")
        change.nameEn = check(nameEn, "/name_en")
        change.source = check(source, "/source")
        if unit != nil {
            let others: [(String, Bool)] = [
                ("/name", nameVi != nil), ("/name_en", nameEn != nil), ("/source", source != nil), ("/first_day", firstDay != nil),
                ("/last_day", lastDay != nil),
            ]
            errors += others.filter(\.1).map { FieldError($0.0, .unknownField) }
        }
        if weekFrom != nil, week == nil { errors.append(FieldError("/week", .required)) }
        if let exceptions {
            if exceptions.count > Self.mostExceptions { errors.append(FieldError("/exceptions", .tooMany)) }
            change.exceptions = exceptions.mapValues { day in
                CalendarException(
                    kind: day.kind,
                    hours: day.hours,
                    name: check(day.name, "/exceptions") ?? day.name,
                    decision: check(day.decision, "/exceptions")
                )
            }
        }
        guard errors.isEmpty else { throw .invalid(errors) }
        return change
    }
}
