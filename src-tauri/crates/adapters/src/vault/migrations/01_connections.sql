-- What the list shows stands in one narrow table; what is large or secret stands in others, so that showing the list
-- decrypts nothing else.
CREATE TABLE connection (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    system TEXT NOT NULL,
    way TEXT NOT NULL,
    practice INTEGER NOT NULL,
    client_authentication TEXT,
    keep_password INTEGER NOT NULL,
    leave_out_pkce INTEGER NOT NULL,
    in_window INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    names_issuer INTEGER NOT NULL,
    token_received_at INTEGER,
    token_expires_at INTEGER,
    folder TEXT,
    keep_fresh INTEGER NOT NULL,
    renews_by_itself INTEGER NOT NULL,
    -- A renewal whose outcome is not kept yet: until when it is waited for, and whether it sent a refresh token.
    renewal_answer_by INTEGER,
    renewal_with_refresh_token INTEGER NOT NULL,
    -- How the last run failed, where it did: 'sign_in_again', 'unreachable' or 'failed'.
    trouble TEXT
) STRICT;

CREATE TABLE value (
    connection INTEGER NOT NULL REFERENCES connection (position) ON DELETE CASCADE,
    field TEXT NOT NULL,
    text TEXT NOT NULL,
    typed TEXT,
    is_secret INTEGER NOT NULL,
    PRIMARY KEY (connection, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    connection INTEGER PRIMARY KEY REFERENCES connection (position) ON DELETE CASCADE,
    access_token TEXT NOT NULL,
    token_type TEXT NOT NULL,
    refresh_token TEXT,
    scope_asked TEXT,
    scope_granted TEXT,
    notes TEXT NOT NULL
) STRICT;

-- JSON as core writes it. A version that cannot read it goes without.
CREATE TABLE last_run (
    connection INTEGER PRIMARY KEY REFERENCES connection (position) ON DELETE CASCADE,
    steps TEXT,
    diagnosis TEXT,
    test TEXT,
    discovery TEXT,
    history TEXT
) STRICT;

-- Counts what was written, so that a backup knows whether it would hold anything new.
CREATE TABLE changes (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    count INTEGER NOT NULL
) STRICT;

INSERT INTO changes VALUES (1, 0);
