import Domain
import JSON

/// A closed period, without its figures.
struct ClosedPeriodBody: JSONWritable {
    let closed: ClosedPeriod

    func write(to json: inout JSONWriter) {
        json.object(writeMembers)
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("period", closed.period.name)
        json.member("from", closed.period.period.start.rfc3339)
        json.member("to", closed.period.period.end.rfc3339)
        json.member("position", closed.position)
        json.member("closed_at", closed.closedAt.rfc3339)
        json.member("closed_by", closed.closedBy.text)
        json.member("key_id", closed.keyID)
        json.member("public_key", closed.publicKey.hexadecimal)
        json.member("signature", closed.signature.hexadecimal)
    }
}

/// The same with what was signed, and what is another figure now.
struct ClosedPeriodDetailsBody: JSONWritable {
    let closed: ClosedPeriod
    let isGenuine: Bool
    let differences: [PeriodFigures.Difference]
    /// How far what figures are now is counted.
    let position: FigurePosition

    func write(to json: inout JSONWriter) {
        json.object { json in
            ClosedPeriodBody(closed: closed).writeMembers(to: &json)
            json.member("genuine", isGenuine)
            json.member("figures", closed.figures.text)
            json.member("compared_at_position", Int(position.position))
            json.array("differences", differences.map { DifferenceBody(difference: $0) })
        }
    }
}

private struct DifferenceBody: JSONWritable {
    let difference: PeriodFigures.Difference

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("basis", difference.key.basis)
            json.member("kind", difference.key.kind)
            json.member("object", difference.key.object)
            json.member("measure", difference.key.measure)
            json.member("then", difference.then)
            json.member("now", difference.now)
        }
    }
}
