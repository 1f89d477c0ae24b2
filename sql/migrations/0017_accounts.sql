-- People of staff: accounts at desks, their roles and teams, how they sign in. Times of accounts and sessions are the database's true
-- clock, never `instant_now()`: a rehearsal that moves the clock of limits must not open or end a session. Only `staffed_since` is a
-- fact beside limits.

-- Desks form a tree. Whoever adds a desk need not know it: what names no other stands below the coordinator.
-- A desk is staffed since it last got an active account that works there; NULL while it has none.
ALTER TABLE agency
    ADD COLUMN parent_id uuid REFERENCES agency CHECK (parent_id <> id),
    ADD COLUMN staffed_since timestamptz,
    ADD CONSTRAINT agency_coordinator_is_root CHECK (kind <> 'coordinator' OR parent_id IS NULL);

UPDATE agency
SET parent_id = (SELECT id FROM agency WHERE kind = 'coordinator')
WHERE kind <> 'coordinator';

CREATE FUNCTION agency_below_coordinator() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NEW.kind <> 'coordinator' AND NEW.parent_id IS NULL THEN
            NEW.parent_id := (SELECT id FROM agency WHERE kind = 'coordinator');
        END IF;
        RETURN NEW;
    END
    $$;

CREATE TRIGGER agency_below_coordinator
    BEFORE INSERT ON agency
    FOR EACH ROW EXECUTE FUNCTION agency_below_coordinator();

-- Desks that were there before the coordinator, in one statement with it too.
CREATE FUNCTION agency_finds_coordinator() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        UPDATE agency
        SET parent_id = coordinator.id
        FROM agency AS coordinator
        WHERE coordinator.kind = 'coordinator'
            AND agency.kind <> 'coordinator'
            AND agency.parent_id IS NULL;
        RETURN NULL;
    END
    $$;

CREATE TRIGGER agency_finds_coordinator
    AFTER INSERT ON agency
    FOR EACH STATEMENT EXECUTE FUNCTION agency_finds_coordinator();

-- Whom to call at a desk. Apart from `agency`, which everybody may read: this is for staff.
CREATE TABLE agency_duty (
    agency_id  uuid PRIMARY KEY REFERENCES agency,
    phone      text CHECK (phone ~ '^\+[0-9]{7,15}$'),
    email      text CHECK (octet_length(email) BETWEEN 3 AND 254),
    note       text CHECK (octet_length(note) BETWEEN 1 AND 2000),
    version    integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    changed_by text NOT NULL CHECK (changed_by ~ '^[a-z0-9-]{1,32}$'),
    changed_at timestamptz NOT NULL
);

-- Somebody of staff. They work at one desk, and what they do is that desk's act. Nothing is deleted: names stand in histories.
CREATE TABLE account (
    id                  uuid PRIMARY KEY,
    username            text NOT NULL CONSTRAINT account_username_key UNIQUE CHECK (username ~ '^[a-z0-9-]{1,32}$'),
    display_name        text NOT NULL CHECK (display_name = normalize(display_name, NFC) AND octet_length(display_name) BETWEEN 1 AND 400),
    agency_id           uuid NOT NULL REFERENCES agency,
    -- invited: has a link and no password yet
    status              text NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
    -- Grows with every change that administration makes
    version             integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    -- PHC string; never set by anybody but its owner
    password_hash       text CHECK (password_hash ~ '^\$scrypt\$ln=[0-9]{1,2},r=[0-9]{1,2},p=[0-9]{1,2}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$'),
    password_changed_at timestamptz,
    -- The second factor's secret, sealed; in use once it was confirmed by a code
    totp_sealed         bytea,
    totp_key_id         text,
    totp_confirmed_at   timestamptz,
    -- The last time step a code of which was taken: each is taken once
    totp_step           bigint,
    created_by          text NOT NULL CHECK (created_by ~ '^[a-z0-9-]{1,32}$'),
    created_at          timestamptz NOT NULL,
    CONSTRAINT account_desk_key UNIQUE (id, agency_id),
    CHECK (status <> 'active' OR password_hash IS NOT NULL),
    CHECK ((password_hash IS NULL) = (password_changed_at IS NULL)),
    CHECK ((totp_sealed IS NULL) = (totp_key_id IS NULL)),
    CHECK (totp_confirmed_at IS NULL OR totp_sealed IS NOT NULL)
);

-- AccountStore.list, of one desk: by name.
CREATE INDEX account_agency_idx ON account (agency_id, username);

CREATE TABLE account_role (
    account_id uuid NOT NULL REFERENCES account,
    role       text NOT NULL CHECK (role IN ('officer', 'unit_admin', 'city_coordinator', 'city_admin', 'auditor', 'dashboard')),
    PRIMARY KEY (account_id, role)
);

-- AccountStore: whether there is another city_admin.
CREATE INDEX account_role_city_admin_idx ON account_role (account_id) WHERE role = 'city_admin';

-- Some of a desk, to be given work together.
CREATE TABLE team (
    id         uuid PRIMARY KEY,
    agency_id  uuid NOT NULL REFERENCES agency,
    name       text NOT NULL CHECK (name = normalize(name, NFC) AND octet_length(name) BETWEEN 1 AND 400),
    version    integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    created_at timestamptz NOT NULL,
    CONSTRAINT team_name_key UNIQUE (agency_id, name),
    CONSTRAINT team_desk_key UNIQUE (id, agency_id)
);

-- Both at one desk, which the keys hold them to.
CREATE TABLE team_member (
    team_id    uuid NOT NULL,
    account_id uuid NOT NULL,
    agency_id  uuid NOT NULL,
    PRIMARY KEY (team_id, account_id),
    FOREIGN KEY (team_id, agency_id) REFERENCES team (id, agency_id) ON DELETE CASCADE,
    CONSTRAINT team_member_of_desk FOREIGN KEY (account_id, agency_id) REFERENCES account (id, agency_id)
);

-- An account that leaves its desk leaves its teams.
CREATE INDEX team_member_account_idx ON team_member (account_id);

-- Of tokens only SHA-256 is kept.
CREATE TABLE staff_session (
    digest       bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    account_id   uuid NOT NULL REFERENCES account,
    created_at   timestamptz NOT NULL,
    -- To the minute: written at most once in it
    last_used_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL CHECK (expires_at > created_at)
);

-- All of an account end with its password, and the oldest when there are many.
CREATE INDEX staff_session_account_idx ON staff_session (account_id, created_at);

-- The link by which an account's owner sets a password, once. A new one takes the place of the old.
CREATE TABLE account_activation (
    account_id uuid PRIMARY KEY REFERENCES account,
    digest     bytea NOT NULL CONSTRAINT account_activation_digest_key UNIQUE CHECK (octet_length(digest) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at)
);

-- What signs in in place of a lost second factor; each once.
CREATE TABLE recovery_code (
    account_id uuid NOT NULL REFERENCES account,
    digest     bytea NOT NULL CHECK (octet_length(digest) = 32),
    PRIMARY KEY (account_id, digest)
);

-- Failed attempts to sign in: of an account from a network, of an account, of a network, of everybody. Keys are digests: what was tried
-- as a name may be anything, a password above all.
CREATE TABLE sign_in_throttle (
    digest         bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    failures       integer NOT NULL CHECK (failures >= 0),
    last_failed_at timestamptz,
    -- No attempt is looked at before
    opens_at       timestamptz,
    -- Of an account from a network: when it last succeeded
    succeeded_at   timestamptz,
    -- When the row tells nothing any more
    forgotten_at   timestamptz NOT NULL
);

-- ThrottleStore: what can be forgotten.
CREATE INDEX sign_in_throttle_forgotten_idx ON sign_in_throttle (forgotten_at);

-- Keeps `staffed_since` of one desk. Whoever may write accounts need not be able to write desks. The lock first: two who take away the
-- last two accounts at once must see each other.
CREATE FUNCTION agency_restate_staffing(desk uuid) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
    DECLARE
        was_staffed boolean;
        is_staffed boolean;
    BEGIN
        SELECT staffed_since IS NOT NULL INTO was_staffed FROM agency WHERE id = desk FOR NO KEY UPDATE;
        is_staffed := EXISTS (
            SELECT
            FROM account
            JOIN account_role ON account_role.account_id = account.id
            WHERE account.agency_id = desk
                AND account.status = 'active'
                AND account_role.role IN ('officer', 'unit_admin', 'city_coordinator', 'city_admin')
        );
        IF is_staffed <> was_staffed THEN
            UPDATE agency
            SET staffed_since = CASE WHEN is_staffed THEN instant_now() END
            WHERE id = desk;
        END IF;
    END
    $$;

REVOKE EXECUTE ON FUNCTION agency_restate_staffing FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agency_restate_staffing TO app_rw;

CREATE FUNCTION account_restates_staffing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.agency_id <> OLD.agency_id THEN
            PERFORM agency_restate_staffing(OLD.agency_id);
        END IF;
        PERFORM agency_restate_staffing(NEW.agency_id);
        RETURN NULL;
    END
    $$;

-- A new account has no role yet.
CREATE TRIGGER account_restates_staffing
    AFTER UPDATE OF status, agency_id ON account
    FOR EACH ROW EXECUTE FUNCTION account_restates_staffing();

CREATE FUNCTION account_role_restates_staffing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        PERFORM agency_restate_staffing(agency_id)
        FROM account
        WHERE id IN (OLD.account_id, NEW.account_id);
        RETURN NULL;
    END
    $$;

CREATE TRIGGER account_role_restates_staffing
    AFTER INSERT OR UPDATE OR DELETE ON account_role
    FOR EACH ROW EXECUTE FUNCTION account_role_restates_staffing();

-- Roles of the city stand at the coordinator's desk alone; looked at when all of a transaction is done.
CREATE FUNCTION account_city_roles() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF EXISTS (
            SELECT
            FROM account
            JOIN account_role ON account_role.account_id = account.id
            JOIN agency ON agency.id = account.agency_id
            WHERE account.id = CASE TG_TABLE_NAME WHEN 'account' THEN (to_jsonb(NEW) ->> 'id') ELSE (to_jsonb(NEW) ->> 'account_id') END::uuid
                AND account_role.role IN ('city_coordinator', 'city_admin')
                AND agency.kind <> 'coordinator'
        ) THEN
            RAISE EXCEPTION 'roles of the city stand at the coordinator''s desk'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'account_city_roles';
        END IF;
        RETURN NULL;
    END
    $$;

CREATE CONSTRAINT TRIGGER account_city_roles
    AFTER UPDATE OF agency_id ON account
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION account_city_roles();
CREATE CONSTRAINT TRIGGER account_role_city_roles
    AFTER INSERT OR UPDATE ON account_role
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION account_city_roles();

GRANT SELECT, INSERT ON account, agency_duty TO app_rw;
GRANT UPDATE (
    display_name, agency_id, status, version, password_hash, password_changed_at, totp_sealed, totp_key_id,
    totp_confirmed_at, totp_step
) ON account TO app_rw;
GRANT UPDATE (phone, email, note, version, changed_by, changed_at) ON agency_duty TO app_rw;
GRANT SELECT, INSERT, DELETE ON account_role, team_member, recovery_code TO app_rw;
GRANT SELECT, INSERT, DELETE ON team, staff_session, account_activation, sign_in_throttle TO app_rw;
GRANT UPDATE (name, version) ON team TO app_rw;
GRANT UPDATE (last_used_at) ON staff_session TO app_rw;
GRANT UPDATE (digest, created_at, expires_at) ON account_activation TO app_rw;
GRANT UPDATE (failures, last_failed_at, opens_at, succeeded_at, forgotten_at) ON sign_in_throttle TO app_rw;
