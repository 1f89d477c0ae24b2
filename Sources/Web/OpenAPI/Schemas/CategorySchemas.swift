import Domain
import JSON

extension OpenAPI.Document {
    static let categorySchemas: [(name: String, schema: OpenAPI.Schema)] = [
        (
            "CategoryTree",
            .object([.required("items", .list(.named("CategoryGroup"))), .required("next", next)])
        ),
        (
            "CategoryGroup",
            .object([
                .required("code", .text.example("road")), .required("version", .integer(minimum: 1)), .required("name", .text),
                .required("children", .list(.named("Category"))),
                .optional("notice", .text.note("Gọi ai khi nguy hiểm.", "Whom to call in danger.")),
            ])
        ),
        (
            "Category",
            .object([
                .required("code", .text.example("road.pothole")), .required("version", .integer(minimum: 1)), .required("name", .text),
                .required("severity", .choice(Severity.self)),
                .required(
                    "sensitivity",
                    OpenAPI.Schema(.integerChoice(Sensitivity.allCases.map(\.rawValue))).note(
                        "0: công khai, ghim làm tròn 50 m; 1: chỉ hiện đơn vị; 2: không công khai.",
                        "0: public, the pin to 50 m; 1: only the unit is shown; 2: not public."
                    )
                ),
                .required("evidence_required", .boolean), .required("legal_basis", .text.nullable),
                .optional("notice", .text.note("Gọi ai khi nguy hiểm.", "Whom to call in danger.")),
                .required("responsible", .choice(AgencyKind.self)), .optional("deadline", .named("Deadline")),
                .required("attributes", .list(.named("Attribute"))),
            ])
        ),
        (
            "Attribute",
            .object([
                .required("code", .text), .required("type", .choice(["choice", "integer", "number", "boolean", "text"])),
                .required("label", .text), .required("required", .boolean),
                .required("private", .boolean.note("Được mã hóa như số điện thoại.", "Sealed like a phone number.")),
                .optional("unit", .text), .optional("min", .number), .optional("max", .number),
                .optional("max_length", .integer(minimum: 1)),
                .optional("options", .list(.object([.required("code", .text), .required("label", .text)]))),
            ])
        ),
        (
            "Deadline",
            .object([
                .required("acknowledge_s", .integer(minimum: 1).note("Giây làm việc.", "Working seconds.")),
                .required("resolve_s", .integer(minimum: 1).note("Giây làm việc.", "Working seconds.")),
                .required("legal_basis", .text.nullable),
                .required("confirmed", .boolean.note("false: thời hạn tạm tính.", "false: the limits are placeholders.")),
            ])
        ),
    ]
}
