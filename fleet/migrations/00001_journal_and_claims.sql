-- SQLite and PostgreSQL run the same file: SQLite keeps bytes as they are in a column of any type.
-- An externalId is any text, a NUL character included, which PostgreSQL's TEXT refuses: it is kept as bytes.

-- +goose Up
CREATE TABLE iyzipayout_journal (
	payout BYTEA  NOT NULL, -- the externalId
	n      BIGINT NOT NULL, -- counted from 1
	record BYTEA  NOT NULL,
	PRIMARY KEY (payout, n)
);
CREATE TABLE iyzipayout_claim (
	line    BYTEA  NOT NULL PRIMARY KEY, -- the unique index by which a line has one holder
	payment BYTEA  NOT NULL,
	payout  BYTEA  NOT NULL,
	at      BIGINT NOT NULL -- nanoseconds since 1970
);
CREATE INDEX iyzipayout_claim_payment ON iyzipayout_claim (payment, at);

-- +goose Down
DROP TABLE iyzipayout_claim;
DROP TABLE iyzipayout_journal;
