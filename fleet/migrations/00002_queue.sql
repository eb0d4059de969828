-- +goose Up
CREATE TABLE iyzipayout_payout (
	payout      BYTEA  NOT NULL PRIMARY KEY, -- the externalId: in this table a payout is once, whatever is in the queue
	queue       TEXT   NOT NULL, -- of one environment and one merchant
	period      BYTEA  NOT NULL,
	content     TEXT   NOT NULL, -- the id that stands for the lines
	lines       BIGINT NOT NULL,
	batch       BYTEA,           -- the lines, which are personal data; NULL as soon as the payout is over
	outcome     BYTEA  NOT NULL, -- a letter for each line: what was told of it
	paid        BIGINT NOT NULL DEFAULT 0,
	not_paid    BIGINT NOT NULL DEFAULT 0,
	stage       TEXT   NOT NULL,
	reason      TEXT   NOT NULL DEFAULT '', -- why it goes on no further for now
	advice      TEXT   NOT NULL DEFAULT '', -- what a person can do about it
	job         BIGINT,          -- of River
	added       BIGINT NOT NULL, -- nanoseconds since 1970, like those below
	authorised  BIGINT,          -- when it was first seen to be authorised and not settled
	tried       BIGINT,
	ended       BIGINT
);
CREATE INDEX iyzipayout_payout_open ON iyzipayout_payout (queue, added) WHERE ended IS NULL;
CREATE TABLE iyzipayout_rate (
	name TEXT   NOT NULL PRIMARY KEY,
	free BIGINT NOT NULL -- nanoseconds since 1970: when the next call may be sent that is not part of a burst
);

-- +goose Down
DROP TABLE iyzipayout_rate;
DROP TABLE iyzipayout_payout;
