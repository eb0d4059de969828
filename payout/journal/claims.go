package journal

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// claims are the claims of a folder: one file, written like a journal, that every process reads and adds to under a lock.
type claims struct {
	disk disk
	path string
	dirs []string // of the journals

	mu   sync.Mutex
	held map[runner.ClaimKey]runner.Claim
	text text        // what held was read from; its records are not kept
	seen fs.FileInfo // of the file then; nil: it was not read, or there was none
}

// change is one record of the file: a payout takes or gives up lines.
type change struct {
	Payout  string    `json:"payout"`
	At      time.Time `json:"at"`
	Claim   string    `json:"claim,omitempty"`   // Line and Payment of each line, in hexadecimal digits
	Release string    `json:"release,omitempty"` // Line of each
}

const keySize = len(runner.ClaimKey{})

// Claim gives lines to payouts, see [runner.Store].
func (s *Store) Claim(ctx context.Context, list []runner.Claim) (others []runner.Claim, err error) {
	err = s.claims.locked(ctx, func() error {
		var changes []change
		var digits [][]byte // of each change
		for _, c := range list {
			held, taken := s.claims.held[c.Line]
			switch {
			case taken && held.Payout == c.Payout:
				continue
			case taken && held.Payout != c.Instead:
				others = append(others, held)
				continue
			}
			if last := len(changes) - 1; last < 0 || changes[last].Payout != c.Payout || !changes[last].At.Equal(c.At) {
				changes, digits = append(changes, change{Payout: c.Payout, At: c.At}), append(digits, nil)
			}
			last := len(digits) - 1
			digits[last] = hex.AppendEncode(hex.AppendEncode(digits[last], c.Line[:]), c.Payment[:])
		}
		for i := range changes {
			changes[i].Claim = string(digits[i])
		}
		if len(others) > 0 {
			return nil
		}
		return s.claims.write(ctx, changes...)
	})
	return others, err
}

// Release gives lines up, see [runner.Store].
func (s *Store) Release(ctx context.Context, id string, lines []runner.ClaimKey) error {
	return s.claims.locked(ctx, func() error {
		gone := change{Payout: id, At: time.Now().UTC()}
		for _, line := range lines {
			if s.claims.held[line].Payout == id {
				gone.Release += line.String()
			}
		}
		if gone.Release == "" {
			return nil
		}
		return s.claims.write(ctx, gone)
	})
}

// Claims finds which lines are held, see [runner.Store].
func (s *Store) Claims(ctx context.Context, lines []runner.ClaimKey) (found []runner.Claim, err error) {
	err = s.claims.locked(ctx, func() error {
		for _, line := range lines {
			if held, taken := s.claims.held[line]; taken {
				found = append(found, held)
			}
		}
		return nil
	})
	return found, err
}

// SimilarClaims finds claims by their payments, see [runner.Store].
func (s *Store) SimilarClaims(ctx context.Context, payments []runner.ClaimKey, since time.Time) (found []runner.Claim, err error) {
	wanted := make(map[runner.ClaimKey]bool, len(payments))
	for _, p := range payments {
		wanted[p] = true
	}
	err = s.claims.locked(ctx, func() error {
		for _, c := range s.claims.held {
			if wanted[c.Payment] && !c.At.Before(since) {
				found = append(found, c)
			}
		}
		return nil
	})
	return found, err
}

// lockPause is the pause between two tries to get the lock, which nobody holds for long.
const lockPause = 5 * time.Millisecond

// locked calls do while nobody else reads or writes the claims, with what the file says.
func (c *claims) locked(ctx context.Context, do func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	lock := flock.New(c.path + ".lock")
	if _, err := lock.TryLockContext(ctx, lockPause); err != nil {
		return fmt.Errorf("journal: lock %s: %w", c.path, err)
	}
	err := c.read()
	if err == nil {
		err = do()
	}
	return errors.Join(err, lock.Unlock())
}

// read reads the file anew unless it is as it was.
func (c *claims) read() error {
	info, err := os.Stat(c.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("journal: %w", err)
	}
	if err == nil && c.seen != nil && os.SameFile(info, c.seen) && info.Size() == c.seen.Size() && info.ModTime().Equal(c.seen.ModTime()) {
		return nil
	}
	c.seen = nil
	j, err := open(c.disk, c.path)
	if err != nil {
		return err
	}
	c.held = map[runner.ClaimKey]runner.Claim{}
	known := map[string]bool{}
	for i, record := range j.text.records {
		payout, err := c.apply([]byte(record))
		if err != nil {
			return fmt.Errorf("journal: %s: line %d: %w", c.path, i+2, err)
		}
		known[payout] = true
	}
	if info == nil || j.torn {
		if err := c.missing(known); err != nil {
			return err
		}
	}
	c.text = j.text
	c.text.records = nil
	if info != nil && info.Size() == c.text.size { // nothing torn off at its end, nothing added meanwhile
		c.seen = info
	}
	return nil
}

// claimed is in the record of a Runner that its lines were claimed.
const claimed = `"event":"claimed"`

// missing is an error where a payout of these journals has claimed lines of which the file, if there is one, knows nothing: they could be paid
// again. A file ends in the middle of a record when somebody was killed while he wrote it, and also when its end was lost. Journals that are
// older than claims have no such record.
func (c *claims) missing(known map[string]bool) error {
	for path, err := range journals(c.dirs) {
		var data []byte
		if err == nil {
			data, err = c.disk.Read(path)
		}
		if err != nil {
			return fmt.Errorf("journal: %w", err)
		}
		if bytes.Contains(data, []byte(claimed)) && !known[payoutOf(data)] {
			return fmt.Errorf("journal: %s is missing, or its end is, although %s has claimed lines: restore it; without it lines could be paid twice", c.path, path)
		}
	}
	return nil
}

// payoutOf is the externalId that a journal is about, "" where that cannot be read.
func payoutOf(data []byte) string {
	var first struct {
		Begin struct {
			ExternalID string `json:"externalId"`
		} `json:"begin"`
	}
	if t, err := parse(data); err == nil && len(t.records) > 0 {
		_ = json.Unmarshal([]byte(t.records[0]), &first)
	}
	return first.Begin.ExternalID
}

// apply takes a change in, and returns whose it is.
func (c *claims) apply(record []byte) (payout string, err error) {
	decoder := json.NewDecoder(bytes.NewReader(record))
	decoder.DisallowUnknownFields()
	var made change
	if err := decoder.Decode(&made); err != nil {
		return "", fmt.Errorf("it is not one that this version writes: %w", err)
	}
	taken, err := keys(made.Claim, 2)
	if err != nil {
		return "", err
	}
	gone, err := keys(made.Release, 1)
	if err != nil {
		return "", err
	}
	for i := 0; i < len(taken); i += 2 {
		c.held[taken[i]] = runner.Claim{Line: taken[i], Payment: taken[i+1], Payout: made.Payout, At: made.At}
	}
	for _, line := range gone {
		delete(c.held, line)
	}
	return made.Payout, nil
}

// keys reads keys that stand in groups of n.
func keys(digits string, n int) ([]runner.ClaimKey, error) {
	data, err := hex.DecodeString(digits)
	if err != nil || len(data)%(n*keySize) != 0 {
		return nil, errors.New("its keys are damaged")
	}
	list := make([]runner.ClaimKey, len(data)/keySize)
	for i := range list {
		list[i] = runner.ClaimKey(data[i*keySize:])
	}
	return list, nil
}

// write adds changes to the file and to what is known. After an error the file is read anew.
func (c *claims) write(ctx context.Context, changes ...change) error {
	if len(changes) == 0 {
		return nil
	}
	c.seen = nil
	info, err := os.Stat(c.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("journal: %w", err)
	}
	j := &journal{disk: c.disk, path: c.path, text: c.text, torn: info != nil && info.Size() > c.text.size}
	defer func() { _ = j.closeFile() }()
	for _, made := range changes {
		record, err := json.Marshal(made)
		if err != nil {
			return fmt.Errorf("journal: %w", err)
		}
		if err := j.Append(ctx, record); err != nil {
			return err
		}
		if _, err := c.apply(record); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
	}
	c.text = j.text
	c.text.records = nil
	if info, err := os.Stat(c.path); err == nil && info.Size() == c.text.size {
		c.seen = info
	}
	return nil
}

// newClaims are the claims of a folder.
func newClaims(d disk, dir string) *claims {
	return &claims{disk: d, path: filepath.Join(dir, "claims"), dirs: []string{dir}}
}
