//! The tables beside the core's `number_series`, in types that SQLite and PostgreSQL share.

/// An invoice's head, its lines, and the chains. An invoice's row holds what its number's text is made of (series, day,
/// counter), not the text: it is written in the same message as the claim, before the client knows the counter. Lines
/// have no foreign key: they are written before the head, and a key that is checked at COMMIT would be checked under the
/// counter's lock. No transaction commits lines without their head.
pub(super) const TABLES: &str = "\
CREATE TABLE IF NOT EXISTS invoice (
    key TEXT NOT NULL PRIMARY KEY,
    series TEXT NOT NULL,
    period TEXT NOT NULL,
    counter BIGINT NOT NULL,
    day TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (series, period, counter)
);
CREATE TABLE IF NOT EXISTS invoice_line (
    invoice TEXT NOT NULL,
    place INTEGER NOT NULL,
    text TEXT NOT NULL,
    quantity TEXT NOT NULL,
    price TEXT NOT NULL,
    PRIMARY KEY (invoice, place)
);
CREATE TABLE IF NOT EXISTS chain (
    id TEXT NOT NULL PRIMARY KEY,
    head TEXT NOT NULL,
    period TEXT NOT NULL,
    counter BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS chain_record (
    chain TEXT NOT NULL,
    place BIGINT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (chain, place)
);";
