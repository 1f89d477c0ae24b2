-- What only a superuser may do, once per database; running it again changes nothing.
--
--   psql -d phananh -f deploy/database.sql
--
-- migrator owns the schema, app_rw writes for the service, app_public_ro reads what is public.
-- NOINHERIT: a role granted to one of them later has to be taken on by SET ROLE, never by accident.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['migrator', 'app_rw', 'app_public_ro'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- roles belong to the cluster: another database's set-up has just made it
            END;
        END IF;
    END LOOP;
END
$$;

CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

GRANT USAGE, CREATE ON SCHEMA public TO migrator;
GRANT USAGE ON SCHEMA public TO app_rw, app_public_ro;

-- Boundary imports work in temporary tables: only migrator runs them.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO migrator, app_rw, app_public_ro', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO migrator', current_database());
END
$$;
