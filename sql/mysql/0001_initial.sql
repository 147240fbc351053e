-- The same tables as for PostgreSQL, where comments say what they are. Texts that are compared are bytes (VARBINARY),
-- since MySQL's collations ignore spaces at the end. A migration that was cut off goes on where it was: MySQL has no
-- transactions for tables.

CREATE TABLE IF NOT EXISTS organizations (
    id BINARY(16) PRIMARY KEY,
    name TEXT NOT NULL,
    country CHAR(2),
    customers BIGINT NOT NULL DEFAULT 0 CHECK (customers >= 0),
    created BIGINT NOT NULL DEFAULT 0,
    last_customer BINARY(16)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS accounts (
    organization BINARY(16) NOT NULL,
    id BINARY(16) NOT NULL,
    email TEXT NOT NULL,
    name TEXT,
    role VARCHAR(20) NOT NULL,
    password_hash TEXT NOT NULL,
    PRIMARY KEY (organization, id),
    FOREIGN KEY (organization) REFERENCES organizations (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Addresses are unique in all organizations, and who logs in has named none yet: by address.
CREATE TABLE IF NOT EXISTS account_emails (
    email_key VARBINARY(254) PRIMARY KEY,
    organization BINARY(16) NOT NULL,
    account BINARY(16) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS sessions (
    organization BINARY(16) NOT NULL,
    id BINARY(16) NOT NULL,
    account BINARY(16) NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (organization, id),
    KEY sessions_account (organization, account, ended_at),
    -- Every server asks for the sessions of all organizations that ended lately, and removes those of long ago.
    KEY sessions_expires_at (expires_at),
    KEY sessions_ended_at (ended_at),
    FOREIGN KEY (organization, account) REFERENCES accounts (organization, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS refresh_tokens (
    organization BINARY(16) NOT NULL,
    hash BINARY(32) NOT NULL,
    session BINARY(16) NOT NULL,
    expires_at BIGINT NOT NULL,
    used BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (organization, hash),
    KEY refresh_tokens_session (organization, session, expires_at),
    FOREIGN KEY (organization, session) REFERENCES sessions (organization, id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A few rows that all organizations share.
CREATE TABLE IF NOT EXISTS signing_keys (
    seq BIGINT AUTO_INCREMENT PRIMARY KEY,
    kid VARBINARY(100) NOT NULL UNIQUE,
    secret VARBINARY(255) NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What must be done by one at a time is done by whoever locks its row.
CREATE TABLE IF NOT EXISTS locks (
    name VARBINARY(100) PRIMARY KEY
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT IGNORE INTO locks (name) VALUES ('signing_keys');

CREATE TABLE IF NOT EXISTS customers (
    organization BINARY(16) NOT NULL,
    id BINARY(16) NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    name_key VARBINARY(1000) NOT NULL,
    email_key VARBINARY(254) NOT NULL,
    company_key VARBINARY(1000) NOT NULL,
    name VARCHAR(200) NOT NULL,
    email VARCHAR(254),
    phone VARCHAR(40),
    company VARCHAR(200),
    address VARCHAR(500),
    city VARCHAR(100),
    region VARCHAR(100),
    postal_code VARCHAR(20),
    country CHAR(2),
    notes TEXT,
    tokens MEDIUMBLOB NOT NULL,
    PRIMARY KEY (organization, id),
    UNIQUE KEY customers_email (organization, email_key),
    KEY customers_name (organization, name_key, id),
    KEY customers_company (organization, company_key, id),
    KEY customers_updated_at (organization, updated_at, id),
    FOREIGN KEY (organization) REFERENCES organizations (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS customer_blocks (
    organization BINARY(16) NOT NULL,
    level INT NOT NULL,
    number BIGINT NOT NULL,
    first BINARY(16) NOT NULL,
    customers INT NOT NULL CHECK (customers >= 0),
    PRIMARY KEY (organization, level, number),
    KEY customer_blocks_first (organization, level, first)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS customer_tokens (
    organization BINARY(16) NOT NULL,
    token VARBINARY(404) NOT NULL,
    customer BINARY(16) NOT NULL,
    signature_short BIGINT NOT NULL,
    signature_long BIGINT NOT NULL,
    PRIMARY KEY (organization, token, customer)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
