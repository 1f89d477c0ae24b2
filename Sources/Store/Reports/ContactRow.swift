internal import Domain
internal import FoundationEssentials
internal import Postgres

/// A row of `report_private` as it stands.
enum ContactRow {
    typealias Columns = (
        UUID, String, Data?, String?, String, Data?, Data?, Data?, Data?, Data?, Data?, String
    )

    static let columns: SQL = """
        report_id, key_id, data_key, reporter_kind, show_name_to, name_sealed, phone_sealed, phone_lookup, email_sealed, email_lookup,
        attributes_sealed, lookup_key_id
        """

    static func contact(_ row: Columns) throws -> SealedContact {
        guard let showNameTo = NameVisibility(rawValue: row.4) else { throw StoreError.fault("show_name_to") }
        return SealedContact(
            keyID: row.1,
            dataKey: row.2,
            kind: row.3.flatMap(Reporter.Kind.init),
            showNameTo: showNameTo,
            name: row.5,
            phone: row.6,
            phoneLookup: row.7,
            email: row.8,
            emailLookup: row.9,
            attributes: row.10,
            lookupKeyID: row.11
        )
    }
}
