package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// Store keeps journals in a folder. It is safe for concurrent use, and several processes may use the same folder.
type Store struct {
	dir     string
	disk    disk
	claims  *claims
	earlier []string // folders
}

// Option changes a store.
type Option func(*Store)

// WithEarlier names folders in which journals were kept before: one that was begun there is gone on with there.
func WithEarlier(dirs ...string) Option {
	return func(s *Store) {
		s.earlier = append(s.earlier, dirs...)
		s.claims.dirs = append(s.claims.dirs, dirs...)
	}
}

// New makes the folder where it is missing, and checks that files can be written there.
func New(dir string, opts ...Option) (*Store, error) {
	if dir == "" {
		return nil, errors.New("journal: needs a folder")
	}
	if err := makeDir(system{}, dir); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return nil, fmt.Errorf("journal: the folder cannot be written to: %w", err)
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	s := &Store{dir: dir, disk: system{}, claims: newClaims(system{}, dir)}
	for _, opt := range opts {
		opt(s)
	}
	return s, nil
}

// makeDir makes a folder and those above it, and has the disk confirm each: a journal in a folder that a power cut takes away is
// lost.
func makeDir(d disk, dir string) error {
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return fmt.Errorf("%s is not a folder", dir)
		}
		return nil
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if parent != dir {
		if err := makeDir(d, parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return d.SyncDir(parent)
}

// Open takes the journal of an externalId, see [runner.Store]. A file is made by the first Append only.
func (s *Store) Open(ctx context.Context, externalID string) (runner.Journal, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	path := s.Path(externalID)
	lock := flock.New(path + ".lock")
	taken, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("journal: lock %s: %w", path, err)
	}
	if !taken {
		return nil, fmt.Errorf("%w: %s", runner.ErrLocked, path)
	}
	j, err := open(s.disk, path)
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	j.lock = lock
	return j, nil
}

// Path is where the journal of an externalId is.
func (s *Store) Path(externalID string) string {
	sum := sha256.Sum256([]byte(externalID))
	name := readable(externalID) + "-" + hex.EncodeToString(sum[:8]) + ".journal"
	path := filepath.Join(s.dir, name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	for _, dir := range s.earlier {
		old := filepath.Join(dir, name)
		if _, err := os.Stat(old); err == nil {
			return old
		}
	}
	return path
}

// Histories reads every journal, see [runner.Lister].
func (s *Store) Histories(ctx context.Context) iter.Seq2[[][]byte, error] {
	return func(yield func([][]byte, error) bool) {
		for path, err := range journals(append([]string{s.dir}, s.earlier...)) {
			var j *journal
			if err == nil {
				err = ctx.Err()
			}
			if err == nil {
				j, err = open(s.disk, path)
			}
			var records [][]byte
			if err == nil {
				records, err = j.Records(ctx)
			}
			if !yield(records, err) {
				return
			}
		}
	}
}

// journals are the paths of all journals in some folders.
func journals(dirs []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, dir := range dirs {
			entries, err := os.ReadDir(dir)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				yield("", err)
				return
			}
			for _, entry := range entries {
				if filepath.Ext(entry.Name()) == ".journal" && !yield(filepath.Join(dir, entry.Name()), nil) {
					return
				}
			}
		}
	}
}

// readable is as much of an id as every file system takes. The hash behind it tells ids apart.
func readable(id string) string {
	const most = 60
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, id)
	return name[:min(len(name), most)]
}
