-- seq: numbers inside the database, small and in the order of creation. id: the UUIDv7 that the world sees; its
-- first 48 bits are the time of creation. Times are milliseconds since 1970.

CREATE TABLE organizations (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    country TEXT,
    -- How many customers it has, kept in the transaction of each create and delete.
    customers INTEGER NOT NULL DEFAULT 0 CHECK (customers >= 0),
    -- In how many transactions they have changed: what was read of them holds as long as this stays.
    changes INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE accounts (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    organization INTEGER NOT NULL REFERENCES organizations,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES accounts,
    expires_at INTEGER NOT NULL,
    -- When it was ended, by logout, a new password or a token used twice.
    ended_at INTEGER
) STRICT;

CREATE INDEX sessions_account ON sessions (account) WHERE ended_at IS NULL;
CREATE INDEX sessions_expires_at ON sessions (expires_at);
CREATE INDEX sessions_ended_at ON sessions (ended_at) WHERE ended_at IS NOT NULL;

-- The refresh tokens of sessions that go on, by SHA-256: the one that holds, and those that were used until they
-- would have expired.
CREATE TABLE refresh_tokens (
    hash BLOB PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT FALSE
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_tokens_session ON refresh_tokens (session, expires_at);

CREATE TABLE signing_keys (
    seq INTEGER PRIMARY KEY,
    kid TEXT NOT NULL UNIQUE,
    secret BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE customers (
    seq INTEGER PRIMARY KEY,
    organization INTEGER NOT NULL REFERENCES organizations,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- The keys are what is compared and ordered: folded, and shortened where they are long.
    name_key TEXT NOT NULL,
    -- Of a customer without e-mail it is U+0001 and the id in hex: unique, and before all addresses.
    email_key TEXT NOT NULL,
    company_key TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    company TEXT,
    address TEXT,
    city TEXT,
    region TEXT,
    postal_code TEXT,
    country TEXT,
    notes TEXT
) STRICT;

-- One index for each order. Every index ends in seq without naming it, which breaks ties by id.
CREATE UNIQUE INDEX customers_id ON customers (organization, id);
CREATE UNIQUE INDEX customers_email ON customers (organization, email_key);
CREATE INDEX customers_name ON customers (organization, name_key);
CREATE INDEX customers_company ON customers (organization, company_key);
CREATE INDEX customers_updated_at ON customers (organization, updated_at);

-- Where pages deep inside begin: for each order of a large organization its customers in blocks, how many are in each and
-- at which place it begins; src/storage/sqlite/blocks.rs says how. A row has the blocks that follow one another from its
-- place on. Derived: where an organization, or an order of it, has no row, they are made again with the next change.
CREATE TABLE customer_blocks (
    organization INTEGER NOT NULL REFERENCES organizations,
    ordering INTEGER NOT NULL,
    first BLOB NOT NULL,
    -- How many they are in all blocks of the row, kept in the transaction of each change.
    customers INTEGER NOT NULL CHECK (customers >= 0),
    blocks BLOB NOT NULL,
    PRIMARY KEY (organization, ordering, first)
) STRICT, WITHOUT ROWID;

-- How many customers each row has, to add them up: a hundred of these fit into a page of the file, of the table's rows one.
CREATE INDEX customer_blocks_customers ON customer_blocks (organization, ordering, first, customers);

-- What customers are found by; src/storage/sqlite/index.rs says what the tokens are. rowid is the customer's seq.
CREATE VIRTUAL TABLE customer_words USING fts5 (
    tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
-- So many bytes of tokens are kept in memory until they are written: all of a transaction, unless it is a large one.
INSERT INTO customer_words (customer_words, rank) VALUES ('hashsize', 16777216);
-- Segments are merged a little after every few transactions (src/storage/sqlite/index.rs), when there are eight of a level.
INSERT INTO customer_words (customer_words, rank) VALUES ('automerge', 0), ('usermerge', 8);
