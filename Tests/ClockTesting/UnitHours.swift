/// Hours that two units have of their own: Ba Đình works on Saturday mornings and not on Wednesday afternoons, Hoàn Kiếm begins early at the
/// week's beginning.
package enum UnitHours {
    /// Writes them, in SQL.
    package static let statement = """
        INSERT INTO calendar_unit_week (calendar_code, version, unit_id, iso_weekday, opens_s, closes_s)
        SELECT calendar.code, calendar.version, unit.id, own.weekday, own.opens, own.closes
        FROM calendar
        JOIN unit ON unit.valid_to IS NULL
        JOIN (
            VALUES
                ('00004', 6, '{28800}'::integer[], '{43200}'::integer[]),
                ('00004', 3, '{28800}', '{43200}'),
                ('00070', 1, '{25200,46800}', '{41400,61200}'),
                ('00070', 2, '{25200,46800}', '{41400,61200}')
        ) AS own (unit, weekday, opens, closes) ON own.unit = unit.code
        WHERE calendar.code = 'hanoi-office';
        """
}
