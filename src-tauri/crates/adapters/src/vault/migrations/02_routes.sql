-- How the requests of a connection get there. A connection that goes the computer's own way has no row.
CREATE TABLE route (
    connection INTEGER PRIMARY KEY REFERENCES connection (position) ON DELETE CASCADE,
    -- 'system', 'none' or 'manual'; the rest is the person's own proxy.
    proxy TEXT NOT NULL,
    proxy_address TEXT,
    proxy_username TEXT,
    proxy_password TEXT,
    without_tls INTEGER NOT NULL,
    only_http_1 INTEGER NOT NULL,
    authority TEXT,
    client_chain TEXT,
    client_key TEXT,
    -- JSON as core writes it.
    client_certificate TEXT,
    -- Seconds to be added to this computer's time in what is signed.
    signs_ahead INTEGER
) STRICT;

-- Certificates that the person has compared, each for one place. A connection with any of them has a route.
CREATE TABLE trusted_certificate (
    connection INTEGER NOT NULL REFERENCES connection (position) ON DELETE CASCADE,
    place TEXT NOT NULL,
    -- JSON as core writes it.
    certificate TEXT NOT NULL,
    trusted_at INTEGER NOT NULL,
    PRIMARY KEY (connection, place)
) STRICT, WITHOUT ROWID;

-- What the last look at the way there found, and what the last answer said of the time.
CREATE TABLE last_look (
    connection INTEGER PRIMARY KEY REFERENCES connection (position) ON DELETE CASCADE,
    -- JSON as core writes it. A version that cannot read it goes without.
    checks TEXT,
    server_ahead INTEGER
) STRICT;
