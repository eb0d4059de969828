package payout

import (
	"context"
	"errors"
)

// ErrLocked is what [Store.Open] fails with while somebody else has the journal open: another process pays the same batch.
var ErrLocked = errors.New("another process has the journal open")

// Store keeps the journals of a [Runner], one for each externalId. Package journal keeps them in files; a table of a database
// does as well, see the Example. Package storetest tests whether a store keeps its promises.
//
// An externalId is any text. A store is used by several goroutines at once.
type Store interface {
	// Open takes the journal of an externalId for the caller alone, an empty one where there is none. It does not wait: while
	// another process or goroutine has it open, the error wraps [ErrLocked]. The lock ends with Close or with the process,
	// however that ends: a lock that outlives a killed process would stop the payout for good, and one that lapses while its
	// owner is slow would let two processes pay.
	Open(ctx context.Context, externalID string) (Journal, error)
}

// Journal is what a [Runner] has done about one batch: records, which are only ever added.
type Journal interface {
	// Records are all records in the order of their Append.
	Records(ctx context.Context) ([][]byte, error)
	// Append adds a record, one line of JSON without personal data. When it returns nil the record survives a power cut: the
	// Runner pays on the strength of that. After an error the record may be there or not.
	Append(ctx context.Context, record []byte) error
	// Close gives the journal to others. The records stay.
	Close() error
}
