package runner

import (
	"context"
	"encoding/hex"
	"errors"
	"iter"
	"time"

	"github.com/iyzipayout/iyzipayout/payout/internal/pause"
)

// ErrLocked is what [Store.Open] fails with while somebody else has the journal open: another process pays the same batch.
var ErrLocked = errors.New("another process has the journal open")

// Store keeps what a [Runner] must not forget: a journal for each externalId, and which payout holds which line. Package journal
// keeps both in files, and fleet, a module of its own, in SQLite or PostgreSQL. Package storetest tests whether a store keeps its promises.
//
// Runners protect each other from paying a line twice only where they share a store. An externalId is any text. A store is used by
// several goroutines at once.
type Store interface {
	// Open takes the journal of an externalId for the caller alone, an empty one where there is none. It does not wait: while
	// another process or goroutine has it open, the error wraps [ErrLocked]. The lock ends with Close or with the process,
	// however that ends: a lock that outlives a killed process would stop the payout for good, and one that lapses while its
	// owner is slow would let two processes pay.
	Open(ctx context.Context, externalID string) (Journal, error)

	// Claim gives lines to payouts: all of them, or none where another payout holds one. It returns the claims of other payouts
	// that stand in the way. A line that the same payout holds already stays as it was claimed first. Where it returns no claim
	// and no error, the claims survive a power cut. After an error they may be there or not.
	//
	// A line belongs to one payout at a time, also when two processes claim it at once: in a database Line is a unique index.
	Claim(ctx context.Context, claims []Claim) ([]Claim, error)
	// Release gives up those of the lines that the payout holds. Lines that nobody or another payout holds stay as they are.
	Release(ctx context.Context, payout string, lines []ClaimKey) error
	// Claims finds which of the lines are held, in any order.
	Claims(ctx context.Context, lines []ClaimKey) ([]Claim, error)
	// SimilarClaims finds the claims since a time whose Payment is one of these, in any order.
	SimilarClaims(ctx context.Context, payments []ClaimKey, since time.Time) ([]Claim, error)
}

// Lister is a [Store] that can tell which journals it has, see [Runner.List].
type Lister interface {
	// Histories gives the records of each journal, in any order, without taking it: somebody may be adding to it. One that cannot be
	// read is an error, and the others follow.
	Histories(ctx context.Context) iter.Seq2[[][]byte, error]
}

// Waiting is a [Lister] that knows of payouts which have no journal yet, such as those of a queue that nobody has begun.
type Waiting interface {
	Lister
	// Periods are the periods of such payouts, of the merchant and the environment of the [Runner].
	Periods(ctx context.Context) ([]string, error)
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

// ClaimKey stands for a line or a payment. It is a keyed hash: it can be compared, and it shows no id, number or amount.
type ClaimKey [16]byte

// String is the key in hexadecimal digits.
func (k ClaimKey) String() string { return hex.EncodeToString(k[:]) }

// MarshalText is String.
func (k ClaimKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what String writes.
func (k *ClaimKey) UnmarshalText(digits []byte) error {
	if len(digits) != hex.EncodedLen(len(k)) {
		return errors.New("runner: a key is damaged")
	}
	_, err := hex.Decode(k[:], digits)
	return err
}

// Claim says that a payout holds a line: no other payout may pay it.
type Claim struct {
	Line    ClaimKey  `json:"line"`    // stands for merchant, environment, period and itemExternalId
	Payment ClaimKey  `json:"payment"` // stands for merchant, environment, recipient, amount and currency: the same payment may come under another id
	Payout  string    `json:"payout"`  // the externalId of the batch that holds the line
	At      time.Time `json:"at"`      // of the first claim of this payout
	// Instead is the payout that this claim may take the line from, "" for none. It is for [Store.Claim] and is not kept.
	Instead string `json:"-"`
}

// open takes a journal. Who only looks locks it too, for a moment: a journal counts as taken when it stays so. A context that is over
// still opens one that is free.
func (r *Runner) open(ctx context.Context, id string) (Journal, error) {
	for wait := shortestLock; ; wait *= 2 {
		journal, err := r.store.Open(context.WithoutCancel(ctx), id)
		if !errors.Is(err, ErrLocked) || wait > longestLock || pause.For(ctx, wait) != nil {
			return journal, err
		}
	}
}

// The waits for a journal that somebody has open double between these, a second in all.
const (
	shortestLock = 8 * time.Millisecond
	longestLock  = 512 * time.Millisecond
)
