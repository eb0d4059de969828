package emulator

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/money"
)

// stateVersion is that of the form of a state file.
const stateVersion = 1

// keeper is the state file: what was put in, the clock, the plan of faults, and each batch by its number. What follows from time is not in it, because it
// follows again.
type keeper struct {
	db     *bbolt.DB // nil where nothing is kept
	failed error     // what went wrong when it was written last: memory knows more than the file
}

// The buckets of a state file. A body may be large and never changes, so it stands apart from what does.
func bodyBucket() []byte     { return []byte("bodies") }
func batchBucket() []byte    { return []byte("batches") }
func progressBucket() []byte { return []byte("progress") }
func accountBucket() []byte  { return []byte("account") }

// keptAccount is the one value of the bucket account.
type keptAccount struct {
	Version int
	Funds   money.Decimal
	Time    keptTime
	Plan    keptPlan
}

// open opens the state file, if there is to be one, and goes on from what it holds. A new one begins with the seed.
func (e *Emulator) open() error {
	path := e.settings.stateFile
	if path == "" {
		if err := e.fresh(); err != nil {
			return fmt.Errorf("emulator: %w", err)
		}
		return nil
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: 300 * time.Millisecond, FreelistType: bbolt.FreelistMapType})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("emulator: another process has the state file %s open: stop it, or take another file", path)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrChecksum):
		return fmt.Errorf("emulator: %s is no state file of an emulator (%w): take another file, or remove it", path, err)
	case err != nil:
		return fmt.Errorf("emulator: state file: %w", err)
	}
	e.keeper.db = db
	if err = e.load(); err != nil {
		return errors.Join(fmt.Errorf("emulator: state file %s: %w", path, err), db.Close())
	}
	return nil
}

// load reads a state file, or begins a new one.
func (e *Emulator) load() error {
	isNew := false
	err := e.keeper.db.View(func(tx *bbolt.Tx) error {
		if key, _ := tx.Cursor().First(); key == nil {
			isNew = true
			return nil
		}
		return e.read(tx)
	})
	if err != nil || !isNew {
		return err
	}
	return e.fresh()
}

// fresh begins anew: with the balance of the settings and the mass payouts of the seed. Its time goes on.
func (e *Emulator) fresh() error {
	e.store = newStore(e.settings.Balance)
	if err := e.begin(); err != nil || e.keeper.db == nil {
		return err
	}
	err := e.keeper.db.Update(func(tx *bbolt.Tx) error {
		for _, bucket := range [][]byte{bodyBucket(), batchBucket(), progressBucket()} {
			if err := tx.DeleteBucket(bucket); err != nil && !errors.Is(err, bolterrors.ErrBucketNotFound) {
				return err
			}
		}
		return e.write(tx)
	})
	e.store.changed = nil
	return err
}

func (e *Emulator) read(tx *bbolt.Tx) error {
	var kept keptAccount
	bucket := tx.Bucket(accountBucket())
	if bucket == nil || json.Unmarshal(bucket.Get(accountBucket()), &kept) != nil {
		return errors.New("is no state file of an emulator: take another file, or remove it")
	}
	if kept.Version != stateVersion {
		return fmt.Errorf("has form %d, this emulator reads %d: take another file, or the emulator that wrote it", kept.Version, stateVersion)
	}
	e.time.resume(kept.Time)
	e.plan = newPlan(kept.Plan)
	e.store = newStore(kept.Funds)
	if bodies := tx.Bucket(bodyBucket()); bodies != nil {
		err := bodies.ForEach(func(key, body []byte) error { return e.readBatch(tx, key, body) })
		if err != nil {
			return fmt.Errorf("mass payout %d: %w", len(e.store.batches), err)
		}
	}
	e.store.changed = nil
	now := e.time.now()
	for _, b := range e.store.batches {
		runs := b.runs
		b.runs = nil
		for _, r := range runs {
			b.pay(r.at, r.pace, &e.store.ledger)
		}
		if len(runs) > 0 {
			e.store.running = append(e.store.running, b)
		}
		for range len(b.lines) + 1 {
			if e.settings.seeded {
				e.settings.ids() // what a generator that begins anew has given already
			}
		}
	}
	e.store.advance(now)
	return nil
}

// commit writes what has changed, with the clock. account says that money, clock or plan was changed from outside.
func (e *Emulator) commit(account bool) error {
	if e.keeper.failed == nil && e.keeper.db != nil && (len(e.store.changed) > 0 || account) {
		e.keeper.failed = e.keeper.db.Update(e.write)
	}
	e.store.changed = nil
	return e.keeper.failed
}

func (e *Emulator) write(tx *bbolt.Tx) error {
	for _, c := range e.store.changed {
		if err := writeBatch(tx, c); err != nil {
			return err
		}
	}
	e.time.now()
	return put(tx, accountBucket(), accountBucket(), keptAccount{stateVersion, e.store.funds, e.time.kept(), e.plan.kept()})
}

// unkept refuses every call once the state file could not be written: whoever goes on would rely on what is gone after a restart.
func (e *Emulator) unkept() *failure {
	if e.keeper.failed == nil {
		return nil
	}
	return &failure{code: codes.System, about: words{
		en: "the state file cannot be written; restart the emulator: " + e.keeper.failed.Error(),
		tr: "durum dosyası yazılamıyor; emülatörü yeniden başlatın: " + e.keeper.failed.Error(),
	}}
}

// Close gives up the state file. Without one it does nothing.
func (e *Emulator) Close() error {
	if e.keeper.db == nil {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.keeper.db.Close()
}

func put(tx *bbolt.Tx, bucket, key []byte, value any) error {
	encoded, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return putBytes(tx, bucket, key, encoded)
}

func putBytes(tx *bbolt.Tx, bucket, key, value []byte) error {
	b, err := tx.CreateBucketIfNotExists(bucket)
	if err != nil {
		return err
	}
	return b.Put(key, value)
}

// number is the key of a batch.
func number(n int) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }
