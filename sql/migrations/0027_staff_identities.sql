-- Who people of staff are at identity providers (OpenID Connect), as they have linked it to their account themselves: signing in there stands
-- in the place of the password. Known by issuer and subject alone, never by a name, a phone or an e-mail address.
CREATE TABLE account_identity (
    account_id uuid NOT NULL REFERENCES account,
    issuer     text NOT NULL CHECK (octet_length(issuer) BETWEEN 1 AND 512),
    subject    text NOT NULL CHECK (octet_length(subject) BETWEEN 1 AND 255),
    linked_at  timestamptz NOT NULL,
    -- One of an account at each issuer
    PRIMARY KEY (account_id, issuer),
    -- Whose it is: one account's
    CONSTRAINT account_identity_subject_key UNIQUE (issuer, subject)
);

-- What somebody was sent to the provider for: a citizen's session, a session of staff, or to link who comes back to the account that has
-- begun it. What was begun for one is no good for another. Services that know of citizens alone say nothing.
ALTER TABLE oidc_sign_in
    ADD COLUMN purpose text NOT NULL DEFAULT 'citizen' CHECK (purpose IN ('citizen', 'staff', 'link')),
    ADD COLUMN account_id uuid REFERENCES account,
    ADD CHECK ((purpose = 'link') = (account_id IS NOT NULL));

GRANT SELECT, INSERT, DELETE ON account_identity TO app_rw;
