-- Every table, key and index begins with the organization, so that a distributed PostgreSQL can spread organizations
-- over machines. Where one does not, its comment says why. Ids are UUIDv7, whose first 48 bits are the time of
-- creation. Times are milliseconds since 1970. Texts are compared as bytes wherever they are compared.

CREATE TABLE organizations (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    country text,
    -- How many customers it has, kept in the transaction of each create and delete.
    customers bigint NOT NULL DEFAULT 0 CHECK (customers >= 0),
    -- How many customers were ever created, those that are gone included.
    created bigint NOT NULL DEFAULT 0,
    -- The id of the customer that was created last: ids never go back, whichever server makes them.
    last_customer uuid
);

CREATE TABLE accounts (
    organization uuid NOT NULL REFERENCES organizations,
    id uuid NOT NULL,
    email text NOT NULL,
    name text,
    role text NOT NULL,
    password_hash text NOT NULL,
    PRIMARY KEY (organization, id)
);

-- Addresses are unique in all organizations, and who logs in has named none yet: by address.
CREATE TABLE account_emails (
    email_key text COLLATE "C" PRIMARY KEY,
    organization uuid NOT NULL,
    account uuid NOT NULL
);

CREATE TABLE sessions (
    organization uuid NOT NULL,
    id uuid NOT NULL,
    account uuid NOT NULL,
    expires_at bigint NOT NULL,
    -- When it was ended, by logout, a new password or a token used twice.
    ended_at bigint,
    PRIMARY KEY (organization, id),
    FOREIGN KEY (organization, account) REFERENCES accounts
);

CREATE INDEX sessions_account ON sessions (organization, account) WHERE ended_at IS NULL;
-- Every server asks for the sessions of all organizations that ended lately, and removes those of long ago.
CREATE INDEX sessions_expires_at ON sessions (expires_at);
CREATE INDEX sessions_ended_at ON sessions (ended_at) WHERE ended_at IS NOT NULL;

-- The refresh tokens of sessions that go on, by SHA-256: the one that holds, and those that were used until they
-- would have expired.
CREATE TABLE refresh_tokens (
    organization uuid NOT NULL,
    hash bytea NOT NULL,
    session uuid NOT NULL,
    expires_at bigint NOT NULL,
    used boolean NOT NULL DEFAULT FALSE,
    PRIMARY KEY (organization, hash),
    FOREIGN KEY (organization, session) REFERENCES sessions ON DELETE CASCADE
);

CREATE INDEX refresh_tokens_session ON refresh_tokens (organization, session, expires_at);

-- A few rows that all organizations share.
CREATE TABLE signing_keys (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kid text NOT NULL UNIQUE,
    secret bytea NOT NULL,
    created_at bigint NOT NULL
);

-- What must be done by one at a time is done by whoever locks its row.
CREATE TABLE locks (name text PRIMARY KEY);
INSERT INTO locks (name) VALUES ('signing_keys');

CREATE TABLE customers (
    organization uuid NOT NULL REFERENCES organizations,
    id uuid NOT NULL,
    version bigint NOT NULL,
    updated_at bigint NOT NULL,
    -- The keys are what is compared and ordered: folded, and shortened where they are long.
    name_key text COLLATE "C" NOT NULL,
    -- Of a customer without e-mail it is U+0001 and the id in hex: unique, and before all addresses.
    email_key text COLLATE "C" NOT NULL,
    company_key text COLLATE "C" NOT NULL,
    name text NOT NULL,
    email text,
    phone text,
    company text,
    address text,
    city text,
    region text,
    postal_code text,
    country text,
    notes text,
    -- All its tokens, by which what a search finds by one is asked for the others; src/storage/remote/index.rs says how.
    tokens text COLLATE "C" NOT NULL,
    PRIMARY KEY (organization, id)
);

-- One index for each order. Ties are broken by id.
CREATE UNIQUE INDEX customers_email ON customers (organization, email_key);
CREATE INDEX customers_name ON customers (organization, name_key, id);
CREATE INDEX customers_company ON customers (organization, company_key, id);
CREATE INDEX customers_updated_at ON customers (organization, updated_at, id);

-- Where pages deep inside begin, in the order of creation: customers in blocks (level 0) and these in nodes (level 1), and
-- how many customers are in each; src/storage/remote/blocks.rs says how. An organization whose customers always fitted into one has none.
CREATE TABLE customer_blocks (
    organization uuid NOT NULL,
    level integer NOT NULL,
    number bigint NOT NULL,
    -- The id of the first customer that was in it; of block 0 and node 0 that before all.
    first uuid NOT NULL,
    customers integer NOT NULL CHECK (customers >= 0),
    PRIMARY KEY (organization, level, number)
);

-- Who deletes a customer looks for its block.
CREATE INDEX customer_blocks_first ON customer_blocks (organization, level, first);

-- What customers are found by; src/storage/tokens.rs says what the tokens are, src/storage/remote/index.rs what the
-- signature of a customer is, the same in all of its rows: what else it may have.
CREATE TABLE customer_tokens (
    organization uuid NOT NULL,
    token text COLLATE "C" NOT NULL,
    customer uuid NOT NULL,
    signature_short bigint NOT NULL,
    signature_long bigint NOT NULL,
    PRIMARY KEY (organization, token, customer) INCLUDE (signature_short, signature_long)
);
