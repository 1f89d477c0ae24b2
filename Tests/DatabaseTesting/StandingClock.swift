package import Domain
internal import Postgres

extension TestTemplate {
    /// The city with a clock that stands still, at 2026-03-02 08:00 in Hanoi (a Monday), until a test sets it.
    package static let standingCity = TestTemplate("standingCity", from: .city) { database in
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(
                SQLScript(
                    trusted: """
                        CREATE TABLE standing_clock (at timestamptz NOT NULL);
                        INSERT INTO standing_clock (at) VALUES ('2026-03-02 08:00:00+07');
                        GRANT SELECT ON standing_clock TO PUBLIC;
                        CREATE OR REPLACE FUNCTION instant_now() RETURNS timestamptz
                            LANGUAGE sql VOLATILE
                            AS $$ SELECT at FROM public.standing_clock $$;
                        """
                )
            )
        }
    }
}

extension TestDatabase {
    /// Sets the clock of `standingCity` for every session at once.
    package func setClock(_ instant: Instant) async throws {
        try await pool(.superuser).execute("UPDATE standing_clock SET at = to_timestamp(\(instant.secondsSince1970))")
    }
}
